"""The grid on which time is sold: slot boundaries are multiples of the slot length since the Unix epoch."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta

from booking.time.intervals import Interval

SLOT_MINUTES = (5, 10, 15, 20, 30, 60)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def slots_in(interval: Interval, slot_minutes: int) -> tuple[datetime, ...]:
    """The starts of all slots that an interval on the grid covers."""
    slot = timedelta(minutes=slot_minutes)
    return tuple(interval.start + n * slot for n in range((interval.end - interval.start) // slot))


def next_boundary(instant: datetime, slot_minutes: int) -> datetime:
    """The first slot boundary at or after an instant."""
    slot = timedelta(minutes=slot_minutes)
    return _EPOCH - (_EPOCH - instant) // slot * slot


def is_free(interval: Interval, slot_minutes: int, claimed: Collection[datetime]) -> bool:
    """Whether no slot of the interval is claimed."""
    return not any(slot in claimed for slot in slots_in(interval, slot_minutes))


def free_of(intervals: Iterable[Interval], slot_minutes: int, claimed: Collection[datetime]) -> list[Interval]:
    """The free ones, in their order."""
    return [interval for interval in intervals if is_free(interval, slot_minutes, claimed)]


def nearest(intervals: Collection[Interval], wanted: datetime, count: int) -> list[Interval]:
    """The intervals that start nearest to an instant, nearest first; of two equally near the earlier first."""
    return sorted(intervals, key=lambda interval: (abs(interval.start - wanted), interval.start))[:count]
