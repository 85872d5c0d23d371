"""What time off is: its time, what makes it wrong, and the list that is kept of it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from booking.calls.refusals import ValidationFailed
from booking.time.intervals import Interval
from booking.time_off.refusals import TooMuchTimeOff
from booking.time_off.time_off import (
    MOST_LISTED,
    Dates,
    Period,
    TimeOff,
    TimeOffChange,
    interval_of,
    listed_with,
)
from tests.examples import MADE, PROVIDER_ID, new_provider, origin, provider

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TODAY = date(2027, 1, 1)
TWO_HOURS = Interval(MADE + DAY, MADE + DAY + 2 * HOUR)
EASTER = Dates(date(2027, 3, 26), date(2027, 3, 29))


def entry(period: Period = TWO_HOURS, reason: str | None = "secret-reason", entry_id: str = "entry-1") -> TimeOff:
    return TimeOff.add(entry_id, provider(), period, reason, origin())


def faults(period: Period) -> list[str]:
    with pytest.raises(ValidationFailed) as refused:
        entry(period)
    return [error.field for error in refused.value.errors]


def utc(year: int, month: int, day: int, hour: int) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def test_dates_are_those_of_the_providers_zone_and_include_the_last() -> None:
    assert entry(EASTER).interval == Interval(utc(2027, 3, 25, 23), utc(2027, 3, 29, 22))
    assert entry(EASTER).dates == EASTER


@pytest.mark.parametrize(
    ("timezone", "day", "start", "hours"),
    [
        ("America/Santiago", date(2027, 9, 5), utc(2027, 9, 5, 4), 23),  # its midnight is skipped
        ("Africa/Cairo", date(2027, 10, 28), utc(2027, 10, 27, 21), 25),  # its last hour comes twice
        ("Australia/Lord_Howe", date(2027, 4, 4), utc(2027, 4, 3, 13), 24.5),
        ("Pacific/Kiritimati", date(2027, 3, 1), utc(2027, 2, 28, 10), 24),
    ],
)
def test_a_date_has_all_its_hours_and_no_others(timezone: str, day: date, start: datetime, hours: float) -> None:
    expected = Interval(start, start + hours * HOUR)
    assert interval_of(Dates(day, day), new_provider(timezone=timezone)) == expected


def test_dates_that_the_zone_skips_are_refused() -> None:
    """Kwajalein crossed the date line in 1993."""
    moved = new_provider(made=origin(at=utc(1993, 8, 1, 0)), timezone="Pacific/Kwajalein")
    skipped = Dates(date(1993, 8, 21), date(1993, 8, 21))
    with pytest.raises(ValidationFailed) as refused:
        TimeOff.add("entry-1", moved, skipped, None, origin(at=utc(1993, 8, 1, 0)))
    assert [error.field for error in refused.value.errors] == ["fromDate"]
    around = Dates(date(1993, 8, 20), date(1993, 8, 22))
    assert interval_of(around, moved) == Interval(utc(1993, 8, 20, 12), utc(1993, 8, 22, 12))


def test_time_off_may_begin_in_the_past_and_last_a_year() -> None:
    begun = Interval(MADE - DAY, MADE + HOUR)
    assert entry(begun).interval == begun
    assert entry(Interval(MADE, MADE + 366 * DAY)).version == 1
    assert entry(Dates(TODAY, TODAY)).version == 1
    assert entry(Dates(TODAY, TODAY + 365 * DAY)).version == 1


def test_time_off_may_begin_730_days_ahead() -> None:
    assert entry(Interval(MADE + 730 * DAY, MADE + 731 * DAY)).version == 1
    assert entry(Dates(TODAY + 730 * DAY, TODAY + 731 * DAY)).version == 1


@pytest.mark.parametrize(
    ("period", "fields"),
    [
        (Interval(MADE + HOUR, MADE + HOUR), ["endTime"]),
        (Interval(MADE + HOUR, MADE), ["endTime"]),
        (Interval(MADE - HOUR, MADE), ["endTime"]),
        (Interval(MADE, MADE + 366 * DAY + timedelta(seconds=1)), ["endTime"]),
        (Interval(MADE + 730 * DAY + timedelta(seconds=1), MADE + 731 * DAY), ["startTime"]),
        (Interval(utc(9999, 12, 31, 0), utc(9999, 12, 31, 1)), ["startTime"]),
        (Interval(utc(1, 1, 1, 0), utc(1, 1, 1, 1)), ["endTime"]),
        (Dates(EASTER.last, EASTER.first), ["toDate"]),
        (Dates(TODAY - DAY, TODAY - DAY), ["toDate"]),
        (Dates(TODAY, TODAY + 366 * DAY), ["toDate"]),
        (Dates(TODAY + 731 * DAY, TODAY + 732 * DAY), ["fromDate"]),
        (Dates(date.min, date.min), ["toDate"]),
        (Dates(date.max, date.max), ["fromDate"]),
        (Dates(date.max, date.min), ["fromDate", "toDate"]),
    ],
)
def test_a_wrong_period_is_refused_by_its_fields(period: Period, fields: list[str]) -> None:
    assert faults(period) == fields


def test_the_same_content_is_no_change() -> None:
    for period in (TWO_HOURS, EASTER):
        before = entry(period)
        assert before.set_to(provider(), period, "secret-reason", origin("change-2")) is before


def test_the_same_content_is_no_change_when_it_is_over() -> None:
    for period in (TWO_HOURS, EASTER):
        before = entry(period)
        later = origin("change-2", MADE + 400 * DAY)
        assert before.set_to(provider(), period, "secret-reason", later) is before


@pytest.mark.parametrize(
    ("period", "reason"), [(TWO_HOURS, None), (Interval(MADE, MADE + HOUR), "secret-reason"), (EASTER, "secret-reason")]
)
def test_other_content_is_a_change(period: Period, reason: str | None) -> None:
    after = entry().set_to(provider(), period, reason, origin("change-2"))
    assert (after.version, after.change.type, after.reason) == (2, TimeOffChange.CHANGED, reason)
    assert after.dates == (period if isinstance(period, Dates) else None)


def test_the_same_instants_given_as_dates_are_a_change() -> None:
    before = entry(EASTER)
    after = before.set_to(provider(), before.interval, "secret-reason", origin("change-2"))
    assert (after.version, after.dates, after.interval) == (2, None, before.interval)


def test_the_same_dates_are_set_anew_after_a_move_to_another_zone() -> None:
    """Until then the instants stand."""
    moved = provider().with_schedule({}, 30, origin(), "Pacific/Auckland")
    after = entry(EASTER).set_to(moved, EASTER, "secret-reason", origin("change-2"))
    assert (after.version, after.interval) == (2, Interval(utc(2027, 3, 25, 11), utc(2027, 3, 29, 11)))


def test_a_removed_entry_keeps_its_time_and_no_reason_and_can_be_set_again() -> None:
    removed = entry().removed(origin("change-2"))
    assert (removed.change.type, removed.interval, removed.reason) == (TimeOffChange.REMOVED, TWO_HOURS, None)
    assert removed.removed(origin("change-3")) is removed
    again = removed.set_to(provider(), TWO_HOURS, "secret-reason", origin("change-3"))
    assert (again.version, again.change.type, again.is_removed) == (3, TimeOffChange.CHANGED, False)


def test_the_list_takes_the_entry_and_drops_what_is_over() -> None:
    over, to_come = Interval(MADE - HOUR, MADE), Interval(MADE, MADE + HOUR)
    listed = listed_with({"over": over, "to-come": to_come}, entry(), MADE)
    assert listed == {"to-come": to_come, "entry-1": TWO_HOURS}


def test_the_list_has_an_entry_once_and_a_removed_one_not_at_all() -> None:
    listed = {"entry-1": Interval(MADE, MADE + HOUR)}
    assert listed_with(listed, entry(), MADE) == {"entry-1": TWO_HOURS}
    assert listed_with(listed, entry().removed(origin("change-2")), MADE) == {}


def test_a_full_list_takes_no_other_entry() -> None:
    full = {f"{number}": TWO_HOURS for number in range(MOST_LISTED)}
    with pytest.raises(TooMuchTimeOff):
        listed_with(full, entry(), MADE)
    assert len(listed_with(full, entry(entry_id="0"), MADE)) == MOST_LISTED


def test_a_reason_is_not_shown_by_accident() -> None:
    assert "secret" not in repr(entry())


def test_an_entry_belongs_to_its_provider() -> None:
    assert (entry().provider_id, entry().id, entry().version) == (PROVIDER_ID, "entry-1", 1)
