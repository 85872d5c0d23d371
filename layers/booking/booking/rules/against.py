"""The reasons against a start as people read them, with times in the provider's zone."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from booking.providers.rules import MAX_DAYS
from booking.providers.schedule import WEEKDAYS, date_of
from booking.rules.offer import date_number
from booking.rules.reasons import NEVER_SKIPPED, Reason
from booking.rules.rulebook import Rulebook, Visit
from booking.time.grid import next_boundary
from booking.time.instants import clock_text, told_in, zoned_text
from booking.time.intervals import Interval, intersection
from booking.time.zones import in_zone

RECORDED_WITHIN = timedelta(hours=24)
"""How long after its start an appointment may still be recorded."""


class Against(NamedTuple):
    """`is_overridable`: whether who works for the provider may skip this reason, for this start."""

    reason: Reason
    detail: str
    is_overridable: bool


class Asked(NamedTuple):
    """A start that was asked for: `interval` is the visit's own time. `visit`: of an appointment that stands."""

    rulebook: Rulebook
    interval: Interval
    now: datetime
    visit: Visit | None = None

    @property
    def is_whole_date(self) -> bool:
        visit = self.visit or self.rulebook.visit
        return visit is not None and visit.length is None


def against(asked: Asked, reasons: Sequence[Reason], *, for_staff: bool) -> list[Against]:
    """Only staff learns of time off. Others read that these are no working hours, in the same words in both cases."""
    shown = {*reasons} if for_staff else for_the_public(reasons)
    details = {reason: _DETAILS[reason](asked) for reason in shown}
    if not for_staff and Reason.OUTSIDE_HOURS in details:
        details[Reason.OUTSIDE_HOURS] = f"{_at(asked)} is outside the provider's hours on {_date(asked)}."
    return [Against(each, details[each], is_overridable(each, asked)) for each in Reason if each in details]


def for_the_public(reasons: Collection[Reason]) -> set[Reason]:
    """With time off as time outside the hours. A closed date has none."""
    shown = {*reasons} - {Reason.TIME_OFF}
    hides = Reason.TIME_OFF in reasons and Reason.CLOSED not in reasons
    return shown | {Reason.OUTSIDE_HOURS} if hides else shown


def is_overridable(reason: Reason, asked: Asked) -> bool:
    start, provider = asked.interval.start, asked.rulebook.provider
    match reason:
        case Reason.PAST:
            return start > asked.now - RECORDED_WITHIN
        case Reason.TOO_FAR:
            return date_number(start, provider.tz) <= date_number(asked.now, provider.tz) + MAX_DAYS
        case Reason.OFF_GRID:
            return not asked.is_whole_date and next_boundary(start, provider.slot_minutes) == start
        case Reason.CLOSED:  # without a length nothing can be booked, not even by staff
            return (asked.visit or asked.rulebook.visit) is not None
        case _:
            return reason not in NEVER_SKIPPED


def _at(asked: Asked) -> str:
    """The start. Keeps a fraction of a second, which may be the fault."""
    return told_in(asked.interval.start, asked.rulebook.provider.tz).isoformat()


def _date(asked: Asked) -> str:
    day = in_zone(asked.interval.start, asked.rulebook.provider.tz).date()
    return f"{WEEKDAYS[day.weekday()].capitalize()}, {day}"


def _hours(asked: Asked) -> str:
    """The windows of the date."""
    day = date_number(asked.interval.start, asked.rulebook.provider.tz)
    windows = asked.rulebook.windows_on(day)
    return ", ".join(f"{clock_text(window.start)}-{clock_text(window.end)}" for window in windows)


def _takes(asked: Asked) -> str:
    who = "this appointment, which keeps its length," if asked.visit else "an appointment"
    return f"{who} takes {asked.interval.length // timedelta(minutes=1)} minutes"


def _is_inactive(asked: Asked) -> str:
    return f"The provider {asked.rulebook.provider.id!r} takes no appointments at present."


def _is_retired(asked: Asked) -> str:
    offering = asked.rulebook.offering
    return f"The provider no longer offers the service {offering.id if offering else ''!r}."


def _is_past(asked: Asked) -> str:
    return f"{_at(asked)} is not in the future. Choose a later start."


def _is_too_soon(asked: Asked) -> str:
    rules, rest = asked.rulebook.rules, []
    if rules.min_notice_minutes:
        rest.append(f"at least {rules.min_notice_minutes} minutes before their start")
    if rules.min_notice_days:
        first = date_of(date_number(asked.now, asked.rulebook.provider.tz) + rules.min_notice_days)
        rest.append(f"{rules.min_notice_days} days ahead; the first day is {first}")
    return f"{_at(asked)} is too soon: appointments must be booked {', and '.join(rest)}."


def _is_too_far(asked: Asked) -> str:
    days = asked.rulebook.horizon
    last = date_of(date_number(asked.now, asked.rulebook.provider.tz) + days)
    limit = f"appointments can be booked up to {days} days ahead; the last day is {last}"
    return f"{_at(asked)} is too far ahead: {limit}."


def _is_closed(asked: Asked) -> str:
    if asked.rulebook.visit is None:
        return "The provider has no schedule yet, so nothing can be booked."
    return f"The provider is closed on {_date(asked)}."


def _is_outside_hours(asked: Asked) -> str:
    where = f"on {_date(asked)} ({_hours(asked)}), or too close to their end: {_takes(asked)}"
    return f"{_at(asked)} is outside the provider's hours {where}."


def _is_time_off(asked: Asked) -> str:
    tz, entries = asked.rulebook.provider.tz, sorted(asked.rulebook.time_off)
    met = [f"{zoned_text(e.start, tz)} to {zoned_text(e.end, tz)}" for e in entries if intersection(e, asked.interval)]
    return f"The provider has time off: {', '.join(met)}."


def _is_off_grid(asked: Asked) -> str:
    steps = "a date, at its beginning"
    if not asked.is_whole_date and asked.rulebook.step:
        step = asked.rulebook.step * asked.rulebook.provider.slot_minutes
        steps = f"every {step} minutes from the beginning of each window"
    hours = _hours(asked)
    return (
        f"{_at(asked)} is not one of the starts on {_date(asked)}{hours and f' ({hours})'}: "
        f"there is one {steps}, and {_takes(asked)}."
    )


def _is_taken(asked: Asked) -> str:
    return f"{zoned_text(asked.interval.start, asked.rulebook.provider.tz)} is taken by another appointment."


def _buffer_is_taken(asked: Asked) -> str:
    at = zoned_text(asked.interval.start, asked.rulebook.provider.tz)
    return f"{at} is too close to another appointment: the time that is kept free around an appointment is taken."


def _day_is_full(asked: Asked) -> str:
    return f"The provider takes no further appointment on {_date(asked)}."


def _week_is_full(asked: Asked) -> str:
    return f"The provider takes no further appointment in the week of {_date(asked)}."


_DETAILS = {
    Reason.PROVIDER_INACTIVE: _is_inactive,
    Reason.SERVICE_RETIRED: _is_retired,
    Reason.PAST: _is_past,
    Reason.TOO_SOON: _is_too_soon,
    Reason.TOO_FAR: _is_too_far,
    Reason.CLOSED: _is_closed,
    Reason.OUTSIDE_HOURS: _is_outside_hours,
    Reason.TIME_OFF: _is_time_off,
    Reason.OFF_GRID: _is_off_grid,
    Reason.TAKEN: _is_taken,
    Reason.BUFFER: _buffer_is_taken,
    Reason.LIMIT_DAY: _day_is_full,
    Reason.LIMIT_WEEK: _week_is_full,
}
