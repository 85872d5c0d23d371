from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.time.grid import EPOCH
from booking.time.instants import utc_minute_text, utc_text, zoned_text, zoned_texts
from booking.time.zones import in_zone, zone, zone_names

MINUTE = timedelta(minutes=1)
FIRST = datetime(1, 1, 1, tzinfo=UTC)
LAST = datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
instants = st.datetimes(timezones=st.just(UTC))
zones = st.sampled_from(sorted(zone_names())).map(zone)
INSTANT = datetime(2027, 3, 1, 8, 0, 0, 999_999, tzinfo=UTC)


def test_an_instant_in_utc_ends_with_z_and_has_no_fraction() -> None:
    assert utc_text(INSTANT) == "2027-03-01T08:00:00Z"


def test_an_instant_with_another_offset_is_told_in_utc() -> None:
    assert utc_text(INSTANT.astimezone(timezone(timedelta(hours=-5)))) == "2027-03-01T08:00:00Z"


def test_an_instant_in_a_zone_has_the_offset_of_that_day() -> None:
    assert zoned_text(INSTANT, zone("Europe/Rome")) == "2027-03-01T09:00:00+01:00"
    assert zoned_text(INSTANT + timedelta(days=92), zone("Europe/Rome")) == "2027-06-01T10:00:00+02:00"


def test_utc_as_a_zone_is_told_with_its_offset() -> None:
    assert zoned_text(INSTANT, zone("UTC")) == "2027-03-01T08:00:00+00:00"


@pytest.mark.parametrize(
    "instant", [FIRST, LAST, datetime(1000, 1, 1, tzinfo=UTC), datetime(1969, 12, 31, 23, 59, 59, 1, UTC)]
)
def test_text_in_utc_is_what_the_library_writes(instant: datetime) -> None:
    written = instant.isoformat(timespec="seconds").removesuffix("+00:00")
    assert (utc_text(instant), utc_minute_text(instant)) == (f"{written}Z", f"{written[:-3]}Z")


@given(instants, zones)
def test_text_in_a_zone_is_what_the_library_writes(instant: datetime, tz: ZoneInfo) -> None:
    assert zoned_text(instant, tz) == told(instant, tz)


def test_an_offset_with_seconds_is_no_text_so_the_instant_is_told_in_utc() -> None:
    """Rome was 49 minutes and 56 seconds ahead until 1866."""
    long_ago = datetime(255, 1, 3, 7, 57, 50, tzinfo=UTC)
    assert zoned_text(long_ago, zone("Europe/Rome")) == "0255-01-03T07:57:50+00:00"


@given(instants, zones, st.sets(st.integers(-2000, 2000), min_size=1))
def test_texts_of_many_are_the_texts_of_each(instant: datetime, tz: ZoneInfo, around: set[int]) -> None:
    assert_texts_agree(instant, tz, around)


@pytest.mark.parametrize("edge", [FIRST, LAST])
@pytest.mark.parametrize("name", ["Europe/Rome", "America/New_York", "Pacific/Kiritimati", "UTC"])
def test_in_the_calendars_first_and_last_hours_texts_are_in_utc_where_the_zone_has_none(
    edge: datetime, name: str
) -> None:
    assert_texts_agree(edge, zone(name), set(range(-1500, 1500)))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("Europe/Rome", "2027-03-28T01:00"),
        ("Europe/Rome", "2027-10-31T01:00"),
        ("Australia/Lord_Howe", "2027-10-02T15:30"),
        ("Pacific/Apia", "2011-12-30T10:00"),
        ("America/St_Johns", "2010-11-07T02:31"),
        ("Europe/Rome", "1866-12-11T23:10"),
        ("Africa/Monrovia", "1972-01-07T00:44"),
        ("Asia/Manila", "1844-12-31T15:56"),
    ],
)
def test_texts_around_a_change_of_the_offset_have_the_one_of_their_instant(name: str, change: str) -> None:
    assert_texts_agree(datetime.fromisoformat(f"{change}Z"), zone(name), set(range(-90, 90)))


def test_no_instants_have_no_texts() -> None:
    assert zoned_texts([], zone("UTC")) == {}


def assert_texts_agree(instant: datetime, tz: ZoneInfo, around: set[int]) -> None:
    middle = (instant - EPOCH) // MINUTE
    last = (LAST - EPOCH) // MINUTE
    minutes = [minute for minute in (middle + n for n in around) if (FIRST - EPOCH) // MINUTE <= minute <= last]
    assert zoned_texts(minutes, tz) == {minute: told(EPOCH + minute * MINUTE, tz) for minute in minutes}


def told(instant: datetime, tz: ZoneInfo) -> str:
    """As the library writes it, in UTC where that would have seconds in its offset."""
    wall = in_zone(instant, tz)
    has_seconds = bool((wall.utcoffset() or timedelta()) % MINUTE)
    return (instant if has_seconds else wall).isoformat(timespec="seconds")
