"""The appointments that a schedule allows, as instants, whatever the clock and the claims; and its working time."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from booking.providers.rules import Rules
from booking.providers.schedule import WeeklySchedule, day_number, pieces
from booking.rules.offer import Offer
from booking.rules.rulebook import Rulebook
from booking.time.grid import start_of
from booking.time.intervals import Interval
from tests.examples import new_provider

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE, _SECOND = timedelta(minutes=1), timedelta(seconds=1)


def offered(
    schedule: WeeklySchedule, tz: ZoneInfo, day: date, *, slot_minutes: int, step: timedelta, length: timedelta
) -> list[Interval]:
    """Appointments of that length on a date of the zone, in order."""
    provider = replace(
        new_provider(),
        timezone=tz.key,
        slot_minutes=slot_minutes,
        schedule=schedule,
        appointment_duration=length // _MINUTE,
        rules=Rules(slot_interval=step // _MINUTE),
    )
    before = datetime.combine(day, time.min, UTC) - timedelta(days=40)
    offer = Offer(Rulebook(provider), range(day_number(day), day_number(day) + 1), before)
    return [offer.interval_at(start_of(slot, slot_minutes)) for slot in offer.openings()]


def working_time(schedule: WeeklySchedule, tz: ZoneInfo, first: date, last: date) -> list[Interval]:
    """All windows of the dates first to last (both included). The intervals are in order and do not touch."""
    found = pieces(schedule.of_day, tz, range(day_number(first), day_number(last) + 1))
    return merged(Interval(_EPOCH + start * _SECOND, _EPOCH + end * _SECOND) for _, start, end in found)


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """Those that overlap or touch are joined."""
    result: list[Interval] = []
    for interval in sorted(intervals):
        if result and interval.start <= result[-1].end:
            result[-1] = Interval(result[-1].start, max(result[-1].end, interval.end))
        else:
            result.append(interval)
    return result
