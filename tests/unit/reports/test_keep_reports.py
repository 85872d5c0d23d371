"""The decisions of keep_reports and get_daily_report, on a store in memory."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from booking.calls.caller import Caller
from booking.calls.refusals import Busy, Forbidden
from booking.providers.provider import Provider
from booking.providers.refusals import ProviderNotFound
from booking.providers.schedule import WEEKDAYS, Window, day_number
from booking.reports.get_daily_report import get_daily_report
from booking.reports.keep_reports import keep_reports
from booking.reports.report import Figures, KeptDay, ReportQuery
from booking.time.intervals import Interval
from tests.callers import ADMIN, DESK, PROVIDER
from tests.engine import at, call
from tests.examples import (
    APPOINTMENT_ID,
    MADE,
    NINE,
    OTHER_ID,
    PROVIDER_ID,
    booked,
    cancelled,
    moved,
    origin,
    provider,
    time_off,
)
from tests.fake_store import FakeStore
from tests.messages import news

MONDAY = day_number(NINE.date())
BEFORE, AFTER = MADE, NINE + timedelta(days=10)


@pytest.fixture
def store() -> FakeStore:
    store = FakeStore()
    store.put(provider(), provider(OTHER_ID), booked())
    return store


def keep(store: FakeStore, entity: object, now: datetime = BEFORE) -> int:
    return keep_reports(news(entity), store, call(clock=at(now)))


def figures(store: FakeStore, day: int = MONDAY, provider_id: str = PROVIDER_ID) -> Figures:
    found = store.days[provider_id, day].figures
    assert found
    return found


def shorter() -> Provider:
    """Open for an hour less on each day, at version 3."""
    return provider().with_schedule({day: [Window(540, 960)] for day in WEEKDAYS}, 30, origin())


def test_a_booking_makes_its_day(store: FakeStore) -> None:
    assert keep(store, booked()) == 1
    assert figures(store).appointments == 1
    assert (figures(store).open_minutes, figures(store).booked_minutes) == (480, 30)


def test_a_repeat_changes_no_figure(store: FakeStore) -> None:
    keep(store, booked())
    before = figures(store)
    keep(store, booked())
    assert figures(store) == before


def test_a_cancellation_is_counted_as_such(store: FakeStore) -> None:
    store.put(cancelled())
    keep(store, booked())
    assert (figures(store).appointments, figures(store).cancelled) == (0, 1)


def test_the_appointment_itself_counts_as_it_stands_and_not_as_the_index_has_it(store: FakeStore) -> None:
    store.put(cancelled())
    store.indexed[APPOINTMENT_ID] = booked()
    keep(store, cancelled())
    assert (figures(store).appointments, figures(store).cancelled) == (0, 1)


def test_a_move_to_another_provider_changes_both_days(store: FakeStore) -> None:
    keep(store, booked())
    there = moved(booked(), NINE, origin("change-2"), of=provider(OTHER_ID))
    store.put(there)
    assert keep(store, there) == 2
    assert figures(store).appointments == 0
    assert figures(store, provider_id=OTHER_ID).appointments == 1


def test_new_rules_change_days_to_come(store: FakeStore) -> None:
    keep(store, booked())
    store.put(shorter())
    assert keep(store, shorter()) == 1
    assert figures(store).open_minutes == 420


def test_new_rules_leave_a_day_that_is_over(store: FakeStore) -> None:
    keep(store, booked())
    store.put(shorter())
    assert keep(store, shorter(), AFTER) == 0
    keep(store, booked(), AFTER)
    assert figures(store).open_minutes == 480


def test_time_off_that_is_over_still_counts_on_its_day(store: FakeStore) -> None:
    """What decides about bookings no longer lists it."""
    entry = replace(time_off(), interval=Interval(NINE, NINE + timedelta(hours=1)))
    store.entries[PROVIDER_ID, entry.id] = entry
    keep(store, booked())
    assert figures(store).open_minutes == 420


def test_removed_time_off_does_not_count(store: FakeStore) -> None:
    entry = replace(time_off(), interval=Interval(NINE, NINE + timedelta(hours=1)), is_removed=True)
    store.entries[PROVIDER_ID, entry.id] = entry
    keep(store, booked())
    assert figures(store).open_minutes == 480


@pytest.mark.parametrize("when", ["counted_between", "keep_day"])
def test_who_is_overtaken_reads_all_again(store: FakeStore, when: str) -> None:
    """Between reading and storing another call stores the day, with a newer state of the table."""
    keep(store, booked())

    def overtake() -> None:
        store.put(booked(NINE + timedelta(hours=1), appointment_id=OTHER_ID))
        kept = store.days[PROVIDER_ID, MONDAY]
        store.days[PROVIDER_ID, MONDAY] = kept._replace(revision=kept.revision + 1)

    store.meanwhile[when] = [overtake]
    keep(store, booked())
    assert figures(store).appointments == 2


def test_who_is_overtaken_all_the_time_comes_again(store: FakeStore) -> None:
    keep(store, booked())

    def overtake() -> None:
        kept = store.days[PROVIDER_ID, MONDAY]
        store.days[PROVIDER_ID, MONDAY] = kept._replace(revision=kept.revision + 1)

    store.meanwhile["keep_day"] = [overtake] * 3
    with pytest.raises(Busy):
        keep(store, booked())


def test_rules_that_change_while_the_first_booking_of_a_day_is_counted_are_not_lost(store: FakeStore) -> None:
    """Their event finds the day, because it was begun before its rules were read."""

    def change() -> None:
        store.put(shorter())
        assert keep(store, shorter()) == 1

    store.meanwhile["counted_between"] = [change]
    keep(store, booked())
    assert figures(store).open_minutes == 420


@pytest.mark.parametrize("when", ["kept_days", "begin_day"])
def test_rules_that_change_at_any_time_are_not_lost(store: FakeStore, when: str) -> None:
    """Just before a known day's revision is read, or before a new day is begun, when their event finds nothing."""

    def change() -> None:
        store.put(shorter())
        keep(store, shorter())

    if when == "kept_days":
        keep(store, booked())
    store.meanwhile[when] = [change]
    keep(store, booked())
    assert figures(store).open_minutes == 420


def test_a_new_zone_moves_appointments_to_other_dates(store: FakeStore) -> None:
    keep(store, booked())
    there = replace(provider(), timezone="Pacific/Kiritimati", record=provider().record.touched())
    late = booked(NINE + timedelta(hours=4))
    store.put(late)
    keep(store, late)
    assert figures(store).appointments == 1
    store.put(there)
    keep(store, there, AFTER)
    assert figures(store).appointments == 0
    assert figures(store, MONDAY + 1).appointments == 1


def test_a_new_zone_while_a_day_is_begun_makes_another_day(store: FakeStore) -> None:
    late = booked(NINE + timedelta(hours=4))
    store.put(late)
    there = replace(provider(), timezone="Pacific/Kiritimati", record=provider().record.touched())
    store.meanwhile["begin_day"] = [lambda: store.put(there)]
    store.meanwhile["begin_day"] += [lambda: None] * 3
    keep(store, late)
    assert figures(store, MONDAY + 1).appointments == 1


def test_an_event_of_an_unknown_provider_comes_again() -> None:
    with pytest.raises(ProviderNotFound):
        keep(FakeStore(), booked())


def asked(store: FakeStore, first: date, last: date, caller: Caller = ADMIN) -> dict[int, Figures]:
    report = get_daily_report(
        ReportQuery(PROVIDER_ID, first, last),
        store,
        call(clock=at(BEFORE), caller=caller),
    )
    return dict(report.days)


def test_a_report_has_each_date_once_in_order(store: FakeStore) -> None:
    keep(store, booked())
    days = asked(store, NINE.date() - timedelta(days=1), NINE.date() + timedelta(days=1))
    assert [*days] == [MONDAY - 1, MONDAY, MONDAY + 1]
    assert [each.appointments for each in days.values()] == [0, 1, 0]
    assert [each.open_minutes for each in days.values()] == [480, 480, 480]


def test_a_day_that_was_only_begun_is_shown_as_one_that_is_not_stored(store: FakeStore) -> None:
    store.days[PROVIDER_ID, MONDAY] = KeptDay(MONDAY, 0)
    assert asked(store, NINE.date(), NINE.date()) == {MONDAY: Figures(480)}


@pytest.mark.parametrize(
    ("caller", "subject", "allowed"),
    [(ADMIN, None, True), (DESK, None, False), (PROVIDER, "therapist-1", True), (PROVIDER, "another", False)],
    ids=["admin", "desk", "the provider", "another provider"],
)
def test_a_report_is_for_admins_and_the_provider(
    store: FakeStore, caller: Caller, subject: str | None, allowed: bool
) -> None:
    store.put(replace(provider(), subject=subject))

    def read() -> object:
        return asked(store, NINE.date(), NINE.date(), caller)

    assert allowed is not _forbidden(read)


def _forbidden(read: Callable[[], object]) -> bool:
    try:
        read()
    except Forbidden:
        return True
    return False
