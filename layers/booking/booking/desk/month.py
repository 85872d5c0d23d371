"""A provider's month, date by date: whether it is open, and how much is booked and free. Pure."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from booking.desk.hours import CLOSED, Hours, free_of, hours_on, parts_of
from booking.providers.provider import Provider
from booking.rules.offer import date_number
from booking.rules.rulebook import Rulebook


class DateState(StrEnum):
    """The first that is true."""

    PAST = "past"
    CLOSED = "closed"
    FULL = "full"
    OPEN = "open"


class DateOfMonth(NamedTuple):
    """`day`: days since the epoch. `booked`: appointments that start on it. `free`: minutes."""

    day: int
    state: DateState
    booked: int = 0
    free: int = 0


class Month(NamedTuple):
    provider: Provider
    dates: Sequence[DateOfMonth]


def month_of(
    rulebook: Rulebook, days: range, starts: Iterable[datetime], claimed: AbstractSet[int], now: datetime
) -> Month:
    """`starts`: of the appointments. `claimed`: slots. The rulebook has the windows of all dates that are not over."""
    provider = rulebook.provider
    booked = dict.fromkeys(days, 0)
    for start in starts:
        day = date_number(start, provider.tz)
        if day in booked:
            booked[day] += 1
    hours = hours_on(rulebook, days)
    dates = [_date(day, hours.get(day, CLOSED), provider, claimed, now) for day in days]
    return Month(provider, [date._replace(booked=booked[date.day]) for date in dates])


def _date(day: int, hours: Hours, provider: Provider, claimed: AbstractSet[int], now: datetime) -> DateOfMonth:
    parts, slot = parts_of(provider, day), provider.slot_minutes
    if parts and parts[-1].end <= now:
        return DateOfMonth(day, DateState.PAST)
    if not hours.open:
        return DateOfMonth(day, DateState.CLOSED)
    free = free_of(hours, claimed, now, slot)
    needed = provider.appointment_duration or slot
    has_room = any(len(stretch) * slot >= needed for stretch in free)
    return DateOfMonth(day, DateState.OPEN if has_room else DateState.FULL, free=sum(map(len, free)) * slot)
