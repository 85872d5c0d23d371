"""Openings by their definition, on instants: it checks one date after another, and one start after another.

It is slow and uses nothing of the engine. Tests compare the two.
"""

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from booking.providers.provider import Provider
from booking.providers.schedule import HORIZON, WeeklySchedule, Window
from booking.time.grid import next_boundary, slots_in
from booking.time.intervals import Interval, merged
from booking.time.zones import offset_spans

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def pieces_of(windows: Iterable[Window], tz: ZoneInfo, day: date) -> list[Interval]:
    """The instants whose wall clock shows that date and a time inside a window, as contiguous pieces of each window."""
    midnight = datetime.combine(day, time.min, UTC)
    spans = offset_spans(tz, midnight - DAY, midnight + 2 * DAY)
    pieces = []
    for window in windows:
        start, end = midnight + window.start * MINUTE, midnight + window.end * MINUTE
        parts = [Interval(max(start - offset, span.start), min(end - offset, span.end)) for span, offset in spans]
        pieces += merged([part for part in parts if part.start < part.end])
    return sorted(pieces)


def working_time(schedule: WeeklySchedule, tz: ZoneInfo, first: date, last: date) -> list[Interval]:
    """The union of all windows of the dates first to last."""
    days = (first + n * DAY for n in range((last - first).days + 1))
    return merged([piece for day in days for piece in pieces_of(schedule.windows_on(day), tz, day)])


def offered(
    schedule: WeeklySchedule, tz: ZoneInfo, day: date, *, slot_minutes: int, step: timedelta, length: timedelta
) -> list[Interval]:
    """What the schedule alone offers on a date: neither the clock nor claims are asked."""
    working = working_time(schedule, tz, day, day + 2 * DAY)
    found = []
    for piece in pieces_of(schedule.windows_on(day), tz, day):
        start = next_boundary(piece.start, slot_minutes)
        while start < piece.end:
            end = start + length
            if any(stretch.start <= start and end <= stretch.end for stretch in working):
                found.append(Interval(start, end))
            start += step
    return found


def bookable(provider: Provider, day: date, now: datetime, length: timedelta | None = None) -> list[Interval]:
    """What can be booked on a date if nothing is claimed."""
    if provider.appointment_duration is None or abs(day - now.date()) > HORIZON + 3 * DAY:
        return []
    step = provider.appointment_duration * MINUTE
    found = offered(
        provider.schedule, provider.tz, day, slot_minutes=provider.slot_minutes, step=step, length=length or step
    )
    return [interval for interval in found if now < interval.start <= now + HORIZON]


def openings(
    provider: Provider, day: date, now: datetime, claimed: Collection[datetime], length: timedelta | None = None
) -> list[Interval]:
    """What of it meets no claim; `claimed`: the starts of the claimed slots."""
    return [
        interval
        for interval in bookable(provider, day, now, length)
        if not any(slot in claimed for slot in slots_in(interval, provider.slot_minutes))
    ]


def alternatives(
    provider: Provider,
    wanted: datetime,
    now: datetime,
    claimed: Collection[datetime],
    *,
    length: timedelta,
    within: timedelta,
) -> list[Interval]:
    """The three openings nearest to a start, at most so far from it; of two equally near the earlier first."""
    first, last = provider.day_of(wanted - within), provider.day_of(wanted + within)
    candidates = [
        interval
        for n in range((last - first).days + 1)
        for interval in openings(provider, first + n * DAY, now, claimed, length)
        if abs(interval.start - wanted) <= within
    ]
    return sorted(candidates, key=lambda interval: (abs(interval.start - wanted), interval.start))[:3]
