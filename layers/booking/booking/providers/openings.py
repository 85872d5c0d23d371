"""What a schedule offers on a date: neither the clock nor claims are asked."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from booking.providers.schedule import WeeklySchedule
from booking.time.grid import next_boundary
from booking.time.intervals import Interval

MAX_SLOTS = 40  # an appointment's claims, old and new, must fit one transaction of 100 items

MAX_LENGTH = timedelta(hours=24)

HORIZON = timedelta(days=730)


def offered(
    schedule: WeeklySchedule, tz: ZoneInfo, day: date, *, slot_minutes: int, step: timedelta, length: timedelta
) -> list[Interval]:
    """What the schedule alone offers on a date of the zone, in order: neither the clock nor claims are asked.

    In each contiguous piece of each window, the starts are counted from the piece's start in steps; the whole
    interval must lie in working time, which may run on into touching windows, also across midnight.
    """
    # Three dates hold 24 hours from any start on the first, also where a zone skips a date.
    working = schedule.working_time(tz, day, day + timedelta(days=2))
    found = []
    for piece in schedule.pieces(tz, day):
        start = next_boundary(piece.start, slot_minutes)
        while start < piece.end:
            end = start + length
            if any(stretch.start <= start and end <= stretch.end for stretch in working):
                found.append(Interval(start, end))
            start += step
    return found


def bookable_at(now: datetime, intervals: Iterable[Interval]) -> list[Interval]:
    """Those that may be booked now, in their order."""
    return [interval for interval in intervals if is_bookable_at(now, interval.start)]


def is_bookable_at(now: datetime, start: datetime) -> bool:
    """Starts after now and at most 730 days ahead."""
    return now < start <= now + HORIZON
