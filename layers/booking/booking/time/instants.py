"""Instants as text: RFC 3339 with seconds and no fraction.

The texts are built from whole numbers. An availability holds many of them, and `strftime` and `isoformat` cost
several times as much.
"""

from bisect import bisect_left
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from booking.time.grid import EPOCH, second_of, seconds_in
from booking.time.zones import in_zone, offset_spans

_MINUTE, _SECOND = timedelta(minutes=1), timedelta(seconds=1)

_EPOCH_ORDINAL = EPOCH.toordinal()

_TWO_DIGITS = [f"{number:02}" for number in range(60)]


def utc_text(instant: datetime) -> str:
    """In UTC with Z: 2027-03-01T08:00:00Z."""
    wall = _in_utc(instant)
    return f"{_shown(wall)}:{_TWO_DIGITS[wall.second]}Z"


def utc_minute_text(instant: datetime) -> str:
    """In UTC with Z, without seconds: 2027-03-01T08:00Z."""
    return f"{_shown(_in_utc(instant))}Z"


def instant_of(text: str) -> datetime:
    """The inverse of `utc_text`."""
    return datetime.fromisoformat(text)


def told_in(instant: datetime, tz: ZoneInfo) -> datetime:
    """The instant as texts tell it: on the zone's wall clock, or in UTC if the zone's offset then was no whole minute.

    RFC 3339 has no seconds in offsets. Places had such offsets before there were time zones.
    """
    wall = in_zone(instant, tz)
    offset = wall.utcoffset()
    assert offset is not None  # a ZoneInfo always has an offset, and so does UTC
    return instant.astimezone(UTC) if offset.seconds % 60 else wall


def zoned_text(instant: datetime, tz: ZoneInfo) -> str:
    """With the zone's offset at that instant: 2027-03-01T09:00:00+01:00. As `told_in`, without a fraction."""
    wall = told_in(instant, tz)
    offset = wall.utcoffset()
    assert offset is not None
    return f"{_shown(wall)}:{_TWO_DIGITS[wall.second]}{_offset_text(seconds_in(offset))}"


def zoned_texts(minutes: Collection[int], tz: ZoneInfo) -> dict[int, str]:
    """The texts of many instants, by minute since the epoch. Each has the zone's offset at its instant."""
    left = sorted({*minutes})
    if not left:
        return {}
    texts: dict[int, str] = {}
    first, last = EPOCH + left[0] * _MINUTE, EPOCH + left[-1] * _MINUTE
    for span, ahead in offset_spans(tz, first, last + _SECOND):
        beyond = bisect_left(left, -(-second_of(span.end) // 60))
        offset = 0 if ahead.seconds % 60 else seconds_in(ahead)  # as `told_in`
        rest = f":00{_offset_text(offset)}"
        texts |= {minute: _wall_clock(minute + offset // 60) + rest for minute in left[:beyond]}
        del left[:beyond]
    return texts


@lru_cache(maxsize=24 * 60 + 1)
def clock_text(minute: int) -> str:
    """A minute of the day as HH:MM; 1440 is 24:00."""
    return f"{minute // 60:02}:{minute % 60:02}"


@lru_cache(maxsize=1024)
def _day_text(day: int) -> str:
    return (EPOCH + timedelta(days=day)).date().isoformat()


@lru_cache(maxsize=4096)  # the openings of the coming weeks are asked for again and again, whatever the zone
def _wall_clock(minute: int) -> str:
    """The date and time that lie `minute` minutes after 1970-01-01T00:00."""
    return f"{_day_text(minute // (24 * 60))}T{clock_text(minute % (24 * 60))}"


def _shown(wall: datetime) -> str:
    """The date and time that a datetime shows, whatever its zone. Faster than counting from the epoch."""
    return f"{_day_text(wall.toordinal() - _EPOCH_ORDINAL)}T{clock_text(wall.hour * 60 + wall.minute)}"


def _in_utc(instant: datetime) -> datetime:
    return instant if instant.tzinfo is UTC else instant.astimezone(UTC)


@lru_cache(maxsize=256)
def _offset_text(offset: int) -> str:
    """An offset in seconds, which is a whole number of minutes, as +HH:MM."""
    return f"{'-' if offset < 0 else '+'}{clock_text(abs(offset) // 60)}"
