"""Slot arithmetic: the grid on which time is sold, and the starts that a schedule offers on a date.

Slot boundaries are multiples of the provider's slot length since the Unix epoch.
"""

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from booking.domain.intervals import Interval
from booking.domain.schedules import WeeklySchedule

SLOT_MINUTES = (5, 10, 15, 20, 30, 60)
MAX_SLOTS = 40  # an appointment's claims, old and new, must fit one transaction of 100 items
MAX_LENGTH = timedelta(hours=24)
HORIZON = timedelta(days=730)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def slots_in(interval: Interval, slot_minutes: int) -> tuple[datetime, ...]:
    """The starts of all slots that an interval on the grid covers."""
    slot = timedelta(minutes=slot_minutes)
    return tuple(interval.start + n * slot for n in range(interval.length // slot))


def next_boundary(instant: datetime, slot_minutes: int) -> datetime:
    """The first slot boundary at or after an instant."""
    slot = timedelta(minutes=slot_minutes)
    return _EPOCH - (_EPOCH - instant) // slot * slot


def offered(
    schedule: WeeklySchedule, tz: ZoneInfo, day: date, *, slot_minutes: int, step: timedelta, length: timedelta
) -> Iterator[Interval]:
    """What the schedule alone offers on a date of the zone, in order: neither the clock nor claims are asked.

    In each contiguous piece of each window, the starts are counted from the piece's start in steps; the whole
    interval must lie in working time, which may run on into touching windows, also across midnight.
    """
    # Three dates hold 24 hours from any start on the first, also where a zone skips a date.
    working = schedule.working_time(tz, day, day + timedelta(days=2))
    for piece in schedule.pieces(tz, day):
        start = next_boundary(piece.start, slot_minutes)
        while start < piece.end:
            interval = Interval(start, start + length)
            if any(stretch.contains(interval) for stretch in working):
                yield interval
            start += step


def is_bookable_at(now: datetime, start: datetime) -> bool:
    """Starts after now and at most 730 days ahead."""
    return now < start <= now + HORIZON


def is_free(interval: Interval, slot_minutes: int, claimed: Collection[datetime]) -> bool:
    """Whether no slot of the interval is claimed."""
    return not any(slot in claimed for slot in slots_in(interval, slot_minutes))


def nearest(intervals: Collection[Interval], wanted: datetime, count: int) -> list[Interval]:
    """The intervals that start nearest to an instant, nearest first; of two equally near the earlier first."""
    return sorted(intervals, key=lambda interval: (abs(interval.start - wanted), interval.start))[:count]
