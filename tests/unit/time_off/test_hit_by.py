"""The appointments that time off hits."""

from datetime import date, datetime, timedelta

import pytest

from booking.calls.call import Call
from booking.rules.affected import Affected
from booking.rules.reasons import Reason
from booking.time.intervals import Interval
from booking.time_off.hit_by import HitByTimeOff, hit_by_time_off
from booking.time_off.time_off import Dates, Period, TimeOff
from tests.examples import APPOINTMENT_ID, HALF_HOUR, NINE, OTHER_ID, booked, origin, provider
from tests.fake_store import FakeStore

SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _appointments(store: FakeStore) -> None:
    """On Monday at 10:00 and at 16:00 in Rome, half an hour each."""
    store.put(booked(), booked(NINE + 12 * HALF_HOUR, appointment_id=OTHER_ID))


def entry(period: Period) -> TimeOff:
    return TimeOff.add("entry", provider(), period, None, origin())


def hits(store: FakeStore, call: Call, period: Period) -> dict[str, tuple[Reason, ...]]:
    found = hit_by_time_off(entry(period), store, call).affected.appointments
    return {hit.appointment_id: hit.reasons for hit in found}


def test_a_day_off_hits_all_appointments_of_the_day(store: FakeStore, present: Call) -> None:
    monday = date(2027, 3, 1)
    expected = {APPOINTMENT_ID: (Reason.TIME_OFF,), OTHER_ID: (Reason.TIME_OFF,)}
    assert hits(store, present, Dates(monday, monday)) == expected


@pytest.mark.parametrize(
    ("start", "end", "is_hit"),
    [
        (NINE - HALF_HOUR, NINE, False),
        (NINE - HALF_HOUR, NINE + SECOND, True),
        (NINE + HALF_HOUR, NINE + 2 * HALF_HOUR, False),
        (NINE + HALF_HOUR - SECOND, NINE + 2 * HALF_HOUR, True),
    ],
)
def test_only_what_meets_the_time_is_hit(
    store: FakeStore, present: Call, start: datetime, end: datetime, is_hit: bool
) -> None:
    assert (APPOINTMENT_ID in hits(store, present, Interval(start, end))) == is_hit


def test_what_stands_outside_the_hours_elsewhere_is_left_out(store: FakeStore, present: Call) -> None:
    store.put(provider().with_schedule({}, 30, origin()))
    found = hits(store, present, Interval(NINE, NINE + HALF_HOUR))
    assert found == {APPOINTMENT_ID: (Reason.CLOSED, Reason.TIME_OFF)}


def test_what_is_left_out_takes_nobodys_place_in_the_list(
    store: FakeStore, present: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("booking.rules.affected.MOST_ANSWERED", 1)
    store.put(provider().with_schedule({}, 30, origin()))
    at_four = entry(Interval(NINE + 12 * HALF_HOUR, NINE + 13 * HALF_HOUR))
    found = hit_by_time_off(at_four, store, present).affected
    assert ([hit.appointment_id for hit in found.appointments], found.searched_until) == ([OTHER_ID], None)


def test_a_removed_entry_hits_nothing(store: FakeStore, present: Call) -> None:
    removed = entry(Interval(NINE, NINE + HALF_HOUR)).removed(origin("change-2"))
    assert hit_by_time_off(removed, store, present) == HitByTimeOff(provider(), Affected([]))
