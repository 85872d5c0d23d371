from datetime import UTC, datetime, timedelta, timezone

from booking.time.instants import utc_text, zoned_text
from booking.time.zones import zone

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
