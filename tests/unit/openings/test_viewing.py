"""Dates of a viewer's zone. The expected instants are worked out by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from booking.openings.availability import Availability, AvailabilityQuery
from booking.openings.emptiness import Emptiness
from booking.openings.get_availability import get_availability
from booking.providers.provider import Provider
from booking.providers.schedule import WEEKDAYS, WeeklySchedule, Window
from tests.engine import at, call
from tests.examples import PROVIDER_ID, new_provider, origin, provider
from tests.fake_store import FakeStore

NOW = datetime(2027, 1, 1, 9, tzinfo=UTC)
"""23:00 of 1 January in Kiritimati, 21:00 of 31 December west of the date line."""

WEST, EAST = "Etc/GMT+12", "Pacific/Kiritimati"


def in_zone(timezone: str, *windows: Window) -> Provider:
    return new_provider(timezone=timezone).with_schedule({day: [*windows] for day in WEEKDAYS}, 60, origin())


def seen(found: Provider, timezone: str, first: date, last: date | None = None, now: datetime = NOW) -> Availability:
    query = AvailabilityQuery(PROVIDER_ID, first, last or first, timezone)
    return get_availability(query, FakeStore({PROVIDER_ID: found}), call(clock=at(now)))


def starts(availability: Availability) -> list[str]:
    return [f"{free.start:%d %H}" for free in availability.free]


def test_a_viewer_two_dates_behind_sees_the_morning_after_tomorrow() -> None:
    """01:00 of the 3rd in Kiritimati is 23:00 of the 1st west of the date line: 11:00 UTC of the 2nd."""
    early = in_zone(EAST, Window(60, 120))
    assert starts(seen(early, WEST, date(2027, 1, 1))) == ["02 11"]


def test_a_viewer_whose_date_was_the_providers_yesterday_sees_its_today() -> None:
    """23:30 in Kiritimati is 21:30 of the day before west of the date line."""
    late = in_zone(EAST, Window(23 * 60 + 15, 24 * 60), Window(0, 30))
    assert seen(late, WEST, date(2026, 12, 31)).free[0].start == datetime(2027, 1, 1, 9, 15, tzinfo=UTC)


def test_a_viewer_two_dates_ahead_sees_the_last_day_of_the_horizon() -> None:
    """The provider's last date is 30 December 2028. Its 23:00 are 01:00 of the 1st for the viewer."""
    late = in_zone(WEST, Window(23 * 60, 24 * 60))
    assert starts(seen(late, EAST, date(2029, 1, 1))) == ["31 11"]
    assert seen(late, EAST, date(2029, 1, 2)).empty_because == Emptiness.BEYOND_HORIZON


def test_several_dates_are_cut_at_the_first_and_the_last_midnight_of_the_viewer() -> None:
    hourly = in_zone("UTC", Window(0, 24 * 60))
    found = starts(seen(hourly, "Asia/Tokyo", date(2027, 1, 10), date(2027, 1, 11)))
    assert (len(found), found[0], found[-1]) == (48, "09 15", "11 14")


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2027, 3, 28), 23), (date(2027, 10, 31), 25), (date(2027, 10, 30), 24)]
)
def test_a_date_of_the_viewer_is_as_long_as_its_clock_says(day: date, hours: int) -> None:
    assert len(starts(seen(in_zone("UTC", Window(0, 24 * 60)), "Europe/Rome", day))) == hours


def test_a_date_that_the_viewers_zone_skips_is_closed() -> None:
    then = datetime(2011, 12, 1, tzinfo=UTC)
    found = seen(in_zone("UTC", Window(0, 24 * 60)), "Pacific/Apia", date(2011, 12, 30), now=then)
    assert (found.free, found.empty_because) == ([], Emptiness.CLOSED)


@pytest.mark.parametrize(
    ("day", "emptiness"),
    [
        (date(1, 1, 1), Emptiness.PAST),
        (date(2026, 12, 29), Emptiness.PAST),
        (date(2030, 1, 1), Emptiness.BEYOND_HORIZON),
        (date(9999, 12, 31), Emptiness.BEYOND_HORIZON),
    ],
)
@pytest.mark.parametrize("timezone", [WEST, EAST])
def test_dates_that_nobody_can_book_are_empty_in_every_zone(day: date, emptiness: Emptiness, timezone: str) -> None:
    assert seen(provider(), timezone, day).empty_because == emptiness


def test_a_viewers_date_that_is_over_is_past_though_the_providers_date_is_not() -> None:
    """The viewer's 31 December ended at 10:00 UTC of the 31st: on the provider's 31st, which goes on until 12:00."""
    closed = replace(in_zone(WEST, Window(0, 60)), schedule=WeeklySchedule())
    now = datetime(2026, 12, 31, 11, tzinfo=UTC)
    assert seen(closed, EAST, date(2026, 12, 31), now=now).empty_because == Emptiness.PAST
    assert seen(closed, EAST, date(2027, 1, 1), now=now).empty_because == Emptiness.CLOSED


def test_a_zone_without_whole_hours_cuts_between_slots() -> None:
    """Chatham is 13:45 ahead of UTC in summer: its date begins at 10:15."""
    hourly = in_zone("UTC", Window(0, 24 * 60))
    found = starts(seen(hourly, "Pacific/Chatham", date(2027, 1, 10)))
    assert (len(found), found[0], found[-1]) == (24, "09 11", "10 10")
