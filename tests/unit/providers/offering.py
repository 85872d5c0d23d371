"""The appointments that a schedule allows, as instants, whatever the clock and the claims."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from booking.providers.schedule import Offer, WeeklySchedule
from booking.time.grid import interval_of, slot_at
from booking.time.intervals import Interval

_WEEK = timedelta(days=7)


def offered(
    schedule: WeeklySchedule, tz: ZoneInfo, day: date, *, slot_minutes: int, step: timedelta, length: timedelta
) -> list[Interval]:
    """Appointments of that length on a date of the zone, in order."""
    midnight, slot = datetime.combine(day, time.min, UTC), timedelta(minutes=slot_minutes)
    starts = range(slot_at(midnight - _WEEK, slot_minutes), slot_at(midnight + _WEEK, slot_minutes))
    windows = schedule.windows_in_slots(tz, day, day, starts, slot_minutes)
    found = Offer(windows, starts, length // slot, step // slot).openings()
    return [interval_of(range(start, start + length // slot), slot_minutes) for start in found]
