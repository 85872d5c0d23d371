"""A resolution: all that stands in some time of a provider is transferred to colleagues, or cancelled."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from booking.appointments.appointment import Appointment
from booking.appointments.refusals import AppointmentIsCancelled
from booking.calls.call import Call
from booking.calls.change import Change, Origin
from booking.calls.record import Record, Recorded
from booking.calls.refusals import FieldError, ValidationFailed
from booking.providers.between import Between
from booking.providers.provider import Provider
from booking.providers.schedule import HORIZON
from booking.rules.dates import Reading
from booking.rules.offer import date_number
from booking.time.grid import slots_touched
from booking.time.instants import utc_text
from booking.time.intervals import Interval, intersection

LONGEST = timedelta(days=14)
"""By the provider's clock."""

MOST_PROVIDERS = 10
"""That an appointment may be transferred to."""

VIA = "resolution"
"""The way on which its changes come."""

MOVED_AWAY = "appointment-moved"
"""Why an appointment is gone that no longer stands in the time, or with the provider."""


class ResolutionChange(StrEnum):
    """The changes that a resolution can have. `PLANNED` is no event: it says only what will be done."""

    REQUESTED = "ResolutionRequested"
    PLANNED = "ResolutionPlanned"
    COMPLETED = "ResolutionCompleted"


class ResolutionAction(StrEnum):
    TRANSFER = "transfer"
    CANCEL = "cancel"


class ResolutionState(StrEnum):
    REQUESTED = "requested"
    WORKING = "working"
    DONE = "done"


class Counts(NamedTuple):
    """How many of the planned appointments had which outcome. `left`: those that have none yet."""

    moved: int = 0
    cancelled: int = 0
    open: int = 0
    gone: int = 0
    left: int = 0


class Request(NamedTuple):
    """What is to be done. `provider_ids`: to whom appointments go, the first choice first.

    `message`: of a cancellation, the reason. It may be about a person's health: in no event and no log.
    """

    action: ResolutionAction
    provider_ids: tuple[str, ...] = ()
    message: str | None = None
    is_dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Resolution(Recorded):
    """`planned`: the ids of the appointments that stood there when it began, by start. None before.

    `counts`: of the outcomes, when all have one. None before.
    """

    provider_id: str
    interval: Interval
    request: Request = field(repr=False)
    planned: tuple[str, ...] | None = None
    counts: Counts | None = None

    @classmethod
    def requested(
        cls,
        resolution_id: str,
        provider: Provider,
        time: Between,
        request: Request,
        origin: Origin,
        *,
        fingerprint: str | None = None,
    ) -> "Resolution":
        """Raises ValidationFailed."""
        record = Record.new(Change(ResolutionChange.REQUESTED, origin), fingerprint)
        return cls(resolution_id, record, provider.id, _interval_of(time, provider, origin.at), request)

    @property
    def state(self) -> ResolutionState:
        if self.planned is None:
            return ResolutionState.REQUESTED
        return ResolutionState.WORKING if self.counts is None else ResolutionState.DONE

    @property
    def is_done(self) -> bool:
        return self.state is ResolutionState.DONE

    def origin_of(self, call: Call) -> Origin:
        """Of a change that it makes: in the name of who has asked for it."""
        by = self.change.origin.by._replace(via=VIA)
        return call.origin()._replace(by=by)

    def reading(self, provider: Provider) -> Reading:
        """The claims of all that may stand in its time."""
        first_day = date_number(self.interval.start, provider.tz)
        return Reading(slots_touched(self.interval, provider.slot_minutes), first_day, is_counted=False)

    def includes(self, appointment: Appointment) -> bool:
        """Whether some of its time is in that of the resolution, and with its provider."""
        is_there = appointment.provider_id == self.provider_id and appointment.is_confirmed
        return is_there and intersection(appointment.occupied, self.interval) is not None

    def why_gone(self, appointment: Appointment) -> str | None:
        """The code of the reason, if it no longer stands where it stood."""
        if not appointment.is_confirmed:
            return AppointmentIsCancelled.code
        return None if self.includes(appointment) else MOVED_AWAY

    def planned_for(self, standing: Sequence[Appointment], origin: Origin) -> "Resolution":
        """With the plan. What is over needs nothing to be done."""
        found = [each for each in standing if self.includes(each) and each.interval.end > origin.at]
        by_start = sorted(found, key=lambda each: (each.interval, each.id))
        record = self.record.after(Change(ResolutionChange.PLANNED, origin))
        return replace(self, planned=tuple(each.id for each in by_start), record=record)

    def completed(self, counts: Counts, origin: Origin) -> "Resolution":
        return replace(self, counts=counts, record=self.record.after(Change(ResolutionChange.COMPLETED, origin)))


def _interval_of(time: Between, provider: Provider, now: datetime) -> Interval:
    begin, end = time
    if begin is None or end is None or begin > now + HORIZON:
        raise ValidationFailed([FieldError("from", f"must be at most {HORIZON.days} days ahead")])
    if errors := [*_errors(begin, end, provider, now)]:
        raise ValidationFailed(errors)
    return Interval(begin, end)


def _errors(begin: datetime, end: datetime, provider: Provider, now: datetime) -> Iterator[FieldError]:
    for name, instant in (("from", begin), ("to", end)):
        if instant.microsecond:
            yield FieldError(name, "must be in whole seconds")
    if end <= begin:
        yield FieldError("to", "must be later than from")
    elif end <= now:
        yield FieldError("to", f"must be in the future: it is {utc_text(now)}")
    elif end - begin > LONGEST + timedelta(days=1) or _by_clock(begin, end, provider) > LONGEST:
        yield FieldError("to", f"must be at most {LONGEST.days} days after from")


def _by_clock(begin: datetime, end: datetime, provider: Provider) -> timedelta:
    """A date on which the clock changes is a day, too."""
    first, last = (each.astimezone(provider.tz).replace(tzinfo=None) for each in (begin, end))
    return last - first
