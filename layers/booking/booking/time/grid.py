"""The grid on which time is sold. A slot starts at a multiple of the slot length, counted from the Unix epoch.

A slot's number is the count of slots between the epoch and its start.
"""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from booking.time.intervals import Interval

SLOT_MINUTES = (5, 10, 15, 20, 30, 60)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def seconds_in(time: timedelta) -> int:
    """Whole seconds, rounded down. Faster than `time // timedelta(seconds=1)`."""
    return time.days * 24 * 60 * 60 + time.seconds


def second_of(instant: datetime) -> int:
    """The whole seconds from the epoch to an instant, rounded down."""
    return seconds_in(instant - EPOCH)


def slot_at(instant: datetime, slot_minutes: int) -> int:
    """The number of the slot that contains the instant."""
    return second_of(instant) // (slot_minutes * 60)


def start_of(slot: int, slot_minutes: int) -> datetime:
    return EPOCH + slot * timedelta(minutes=slot_minutes)


def interval_of(slots: range, slot_minutes: int) -> Interval:
    """From the start of the first slot to the end of the last one."""
    return Interval(start_of(slots.start, slot_minutes), start_of(slots.stop, slot_minutes))


def slots_in(interval: Interval, slot_minutes: int) -> tuple[datetime, ...]:
    """The starts of all slots that an interval on the grid covers."""
    slot = timedelta(minutes=slot_minutes)
    return tuple(interval.start + n * slot for n in range((interval.end - interval.start) // slot))


def next_boundary(instant: datetime, slot_minutes: int) -> datetime:
    """The first slot boundary at or after an instant."""
    slot = timedelta(minutes=slot_minutes)
    return EPOCH - (EPOCH - instant) // slot * slot


def slots_touched(interval: Interval, slot_minutes: int) -> range:
    """The slots that an interval, which may be off the grid, has a part of."""
    beyond = next_boundary(interval.end, slot_minutes)
    return range(slot_at(interval.start, slot_minutes), slot_at(beyond, slot_minutes))


def nearest(slots: Collection[int], wanted: int, count: int) -> list[int]:
    """The `count` slots nearest to `wanted`, nearest first. If two are equally near, the earlier comes first."""
    return sorted(slots, key=lambda slot: (abs(slot - wanted), slot))[:count]
