"""The figures of a provider's day. Pure. docs/reports.md defines each of them."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from booking.appointments.appointment import Appointment, CancelledBy
from booking.appointments.attendance import Attendance
from booking.desk.hours import CLOSED, hours_on, parts_of
from booking.providers.provider import Provider
from booking.rules.rulebook import Rulebook
from booking.time.intervals import Interval

MOST_DATES = 92
"""In one report."""

LATE = timedelta(hours=24)
"""A cancellation is late if there is less than this left before the start."""

_MINUTE = timedelta(minutes=1)


class Counted(NamedTuple):
    """An appointment, as far as reports count it. `interval`: its own time as booked, whatever of it was released."""

    id: str
    interval: Interval
    is_confirmed: bool
    attendance: Attendance
    service_id: str | None
    created_at: datetime
    cancelled_at: datetime | None = None
    cancelled_by: CancelledBy | None = None

    @property
    def lead(self) -> timedelta:
        """From the booking to the start. None of an appointment that was recorded after its start."""
        return max(self.interval.start - self.created_at, timedelta())

    @property
    def is_cancelled_late(self) -> bool:
        """By the customer or the desk, before the start. One that was taken back after its start is a correction."""
        if self.is_confirmed or self.cancelled_at is None or self.cancelled_by is CancelledBy.PROVIDER:
            return False
        return timedelta() < self.interval.start - self.cancelled_at < LATE


class Figures(NamedTuple):
    """Of one date. `by_attendance`, `by_service`: how many confirmed appointments; None is without a service.

    `mean_lead_minutes`: None without appointments.
    """

    open_minutes: int
    booked_minutes: int = 0
    by_attendance: Mapping[Attendance, int] = {}
    by_service: Mapping[str | None, int] = {}
    cancelled: int = 0
    late_cancels: int = 0
    mean_lead_minutes: int | None = None

    @property
    def appointments(self) -> int:
        return sum(self.by_attendance.values())

    @property
    def no_shows(self) -> int:
        return self.by_attendance.get(Attendance.NO_SHOW, 0)


class KeptDay(NamedTuple):
    """What is stored of a date (days since the epoch). `revision` grows whenever it is stored.

    `timezone`: in which its figures were computed. Both are None as long as they are only about to be.
    """

    day: int
    revision: int
    timezone: str | None = None
    figures: Figures | None = None


class ReportQuery(NamedTuple):
    """Dates of the provider's zone, both included."""

    provider_id: str
    first: date
    last: date


class Report(NamedTuple):
    """`days`: by date (days since the epoch), in order."""

    provider: Provider
    days: Mapping[int, Figures]


def counted(appointment: Appointment) -> Counted:
    return Counted(
        appointment.id,
        appointment.interval,
        appointment.is_confirmed,
        appointment.attended.attendance,
        appointment.service_id,
        appointment.record.created_at,
        appointment.cancelled_at,
        appointment.cancelled_by,
    )


def figures_of(appointments: Iterable[Counted], open_minutes: int) -> Figures:
    """`appointments`: those that start on the date, cancelled ones too."""
    all_of_them = [*appointments]
    confirmed = [each for each in all_of_them if each.is_confirmed]
    return Figures(
        open_minutes,
        sum((each.interval.length for each in confirmed), timedelta()) // _MINUTE,
        Counter(each.attendance for each in confirmed),
        Counter(each.service_id for each in confirmed),
        len(all_of_them) - len(confirmed),
        sum(each.is_cancelled_late for each in all_of_them),
        _mean_minutes([each.lead for each in confirmed]),
    )


def open_minutes(rulebook: Rulebook, days: range) -> Mapping[int, int]:
    """By date. The rulebook must have the windows of all dates."""
    hours, slot = hours_on(rulebook, days), rulebook.provider.slot_minutes
    return {day: len(hours.get(day, CLOSED).open) * slot for day in days}


def is_over(provider: Provider, day: int, now: datetime) -> bool:
    """A date that the zone skips is over."""
    parts = parts_of(provider, day)
    return not parts or parts[-1].end <= now


def joined(days: Collection[int], gap: int) -> Sequence[range]:
    """The days in few stretches, in order: those that less than `gap` other days lie between are in one."""
    found: list[range] = []
    for day in sorted(days):
        if found and day - found[-1].stop < gap:
            found[-1] = range(found[-1].start, day + 1)
        else:
            found.append(range(day, day + 1))
    return found


def _mean_minutes(leads: Sequence[timedelta]) -> int | None:
    return sum(leads, timedelta()) // len(leads) // _MINUTE if leads else None
