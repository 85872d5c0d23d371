"""The openings nearest to a start."""

from datetime import timedelta

from booking.rules.dates import Dates
from booking.rules.offer import date_number
from tests.unit.rules.asked import Asked

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NINE = "2027-03-01T09:00"
ASKED = Asked("07:00-17:00")


def nearest(asked: Asked, wanted: str, within: timedelta, most: int = 3) -> list[str]:
    """Of the dates that the distance reaches. The wanted start itself is taken."""
    start, provider = asked.instant(wanted), asked.book.provider
    days = range(date_number(start - within, provider.tz), date_number(start + within, provider.tz) + 1)
    taken = range(int(start.timestamp()) // 1800, int((start + HOUR).timestamp()) // 1800)
    dates = Dates(asked.book, days, asked.instant(asked.now))
    found = dates.judged(taken=taken).nearest(start, within, most)
    assert all(interval.length == HOUR for interval in found)
    return [interval.start.astimezone(provider.tz).isoformat(timespec="minutes")[:16] for interval in found]


def test_the_nearest_come_first_and_of_two_the_earlier() -> None:
    assert nearest(ASKED, NINE, DAY) == ["2027-03-01T08:00", "2027-03-01T10:00", "2027-03-01T07:00"]


def test_both_ends_of_the_distance_are_reached() -> None:
    assert nearest(Asked("09:00-10:00"), NINE, 7 * DAY, most=20)[-2:] == ["2027-02-22T09:00", "2027-03-08T09:00"]
    assert nearest(Asked("09:00-10:00"), NINE, 2 * HOUR) == []


def test_they_are_reached_also_where_the_zone_has_another_date() -> None:
    late = Asked("22:00-23:00", timezone="Pacific/Auckland")
    assert nearest(late, "2027-03-01T22:00", DAY) == ["2027-02-28T22:00", "2027-03-02T22:00"]


def test_what_is_past_is_never_near() -> None:
    assert nearest(Asked("07:00-17:00", now="2027-03-01T08:30"), NINE, HOUR) == ["2027-03-01T10:00"]
