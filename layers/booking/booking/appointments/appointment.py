"""Appointments and the transitions between their states."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from booking.appointments.refusals import AppointmentHasStarted, AppointmentIsCancelled, TooLateToChange
from booking.calls.change import Change, Origin
from booking.calls.record import Record, Recorded
from booking.calls.refusals import Conflict
from booking.providers.provider import Provider
from booking.rules.counting import Counted
from booking.rules.limits import Ticket
from booking.rules.offer import date_number
from booking.rules.place import Place, Wanted
from booking.rules.reasons import Reason
from booking.rules.rulebook import Rulebook, Visit
from booking.time.grid import slots_in
from booking.time.intervals import Interval
from booking.time.zones import offset_at

TAKEN_BACK_WITHIN = timedelta(hours=24)
"""How long after it was recorded staff may cancel an appointment that was recorded after its start."""


class AppointmentChange(StrEnum):
    """The changes that an appointment can have."""

    BOOKED = "AppointmentBooked"
    RESCHEDULED = "AppointmentRescheduled"
    CANCELLED = "AppointmentCancelled"
    KEPT = "AppointmentKept"


class AppointmentStatus(StrEnum):
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


class Step(StrEnum):
    """What can be done with an appointment, as clients read it."""

    RESCHEDULE = "reschedule"
    CANCEL = "cancel"
    KEEP = "keep"


class Customer(NamedTuple):
    """Who comes. All but `id` is personal data: answers contain it, events never do. An erased name is None."""

    id: str
    name: str | None
    email: str | None = None
    phone: str | None = None


class Details(NamedTuple):
    """The client's data about an appointment, besides its time."""

    customer: Customer
    notes: str | None = None
    metadata: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Appointment(Recorded):
    """An appointment, with all data that a later cancellation needs: by then the provider may have changed.

    - `interval`: the customer's time. `claims`: the stretches of slots that it takes, with its buffers.
    - `buffer_before`, `buffer_after`, `cancel_cutoff_minutes`, `reschedule_cutoff_minutes`: in minutes. They stay as
      they were at the booking, whatever becomes of the service.
    - `is_whole_date`: it takes whole dates, wherever it is moved.
    - `tickets`: those of the limits that it counts towards. `override`: the reasons against its start that were
      skipped. `kept`: those that came up later, and that somebody has decided to live with.
    - `provider_version`: the version of the provider that offered the time.
    - `utc_offset`: wall clock minus UTC at the start, by the zone rules of the last booking or move. None if the
      appointment is older than this field.
    - `is_counted`: whether it counts towards the limit of its customer's open appointments (`open_appointments.py`).
    - `erased_at`: when its personal data was last erased (UTC). Later changes may have brought new data.
    """

    provider_id: str
    details: Details
    interval: Interval
    claims: tuple[Interval, ...]
    slot_minutes: int
    timezone: str
    provider_version: int
    status: AppointmentStatus
    cancellation_reason: str | None
    utc_offset: timedelta | None = None
    is_counted: bool = False
    erased_at: datetime | None = None
    service_id: str | None = None
    buffer_before: int = 0
    buffer_after: int = 0
    tickets: tuple[Ticket, ...] = ()
    override: tuple[Reason, ...] = ()
    kept: tuple[Reason, ...] = ()
    cancel_cutoff_minutes: int | None = None
    reschedule_cutoff_minutes: int | None = None
    is_whole_date: bool = False

    @classmethod
    def book(
        cls,
        appointment_id: str,
        rulebook: Rulebook,
        place: Place,
        details: Details,
        origin: Origin,
        *,
        fingerprint: str | None = None,
        is_counted: bool = False,
    ) -> "Appointment":
        """A confirmed appointment at a place that the rules have given it."""
        provider, rules, interval = rulebook.provider, rulebook.rules, place.interval
        return cls(
            id=appointment_id,
            provider_id=provider.id,
            details=details,
            interval=interval,
            claims=(place.claimed,),
            slot_minutes=provider.slot_minutes,
            timezone=provider.timezone,
            provider_version=provider.version,
            status=AppointmentStatus.CONFIRMED,
            cancellation_reason=None,
            record=Record.new(Change(AppointmentChange.BOOKED, origin), fingerprint),
            utc_offset=offset_at(provider.tz, interval.start),
            is_counted=is_counted,
            service_id=rulebook.offering.id if rulebook.offering else None,
            buffer_before=rules.buffer_before or 0,
            buffer_after=rules.buffer_after or 0,
            tickets=place.tickets,
            override=place.skipped,
            cancel_cutoff_minutes=rules.cancel_cutoff_minutes,
            reschedule_cutoff_minutes=rules.reschedule_cutoff_minutes,
            is_whole_date=rulebook.offering is not None and rulebook.duration is None,
        )

    @property
    def is_confirmed(self) -> bool:
        return self.status is AppointmentStatus.CONFIRMED

    @property
    def slots(self) -> tuple[datetime, ...]:
        """The starts of the slots that a confirmed appointment claims."""
        return tuple(slot for stretch in self.claims for slot in slots_in(stretch, self.slot_minutes))

    def require_movable(self, now: datetime, *, by_staff: bool) -> None:
        """Raise AppointmentIsCancelled, AppointmentHasStarted, or TooLateToChange: only customers have a cutoff."""
        self._require_changeable(now)
        if not by_staff:
            self._require_in_time(self.reschedule_cutoff_minutes, now)

    def require_cancellable(self, now: datetime, *, by_staff: bool) -> None:
        """As `require_movable`, with the cutoff of cancelling.

        Staff may take back for a day what was recorded after its start.
        """
        if self.is_confirmed and by_staff and self._was_recorded_late and now < self._recorded_at + TAKEN_BACK_WITHIN:
            return
        self._require_changeable(now)
        if not by_staff:
            self._require_in_time(self.cancel_cutoff_minutes, now)

    def possible_steps(self, now: datetime, *, by_staff: bool, unresolved: bool | None) -> Iterator[Step]:
        """What its state and the time allow, whoever asks.

        `unresolved`: whether the rules would no longer put it where it stands, and nobody has accepted that.
        """
        if _passes(lambda: self.require_movable(now, by_staff=by_staff)):
            yield Step.RESCHEDULE
        if _passes(lambda: self.require_cancellable(now, by_staff=by_staff)):
            yield Step.CANCEL
        if unresolved:
            yield Step.KEEP

    def cutoff(self, minutes: int | None) -> datetime | None:
        """The last instant at which a customer may change it, `minutes` before its start."""
        return None if minutes is None else self.interval.start - timedelta(minutes=minutes)

    def _require_changeable(self, now: datetime) -> None:
        if not self.is_confirmed:
            raise AppointmentIsCancelled(self.id)
        if self.interval.start <= now:
            raise AppointmentHasStarted(self.id)

    @property
    def _recorded_at(self) -> datetime:
        return self.record.created_at

    @property
    def _was_recorded_late(self) -> bool:
        return self._recorded_at >= self.interval.start

    def _require_in_time(self, minutes: int | None, now: datetime) -> None:
        cutoff = self.cutoff(minutes)
        if cutoff is not None and now > cutoff:
            raise TooLateToChange(self.id, cutoff, self.timezone)

    def wanted(self, start: datetime, rulebook: Rulebook, override: Collection[Reason] = ()) -> Wanted:
        """What a move to another start needs there. A whole date may be longer or shorter than the last one."""
        slot = self.slot_minutes
        length = None if self.is_whole_date else self.interval.length // timedelta(minutes=slot)
        visit = Visit(length, self.buffer_before // slot, self.buffer_after // slot)
        day = date_number(self.interval.start, rulebook.provider.tz)
        return Wanted(start, Counted(self.id, self.tickets, day), override, visit)

    def rescheduled(self, provider: Provider, place: Place, origin: Origin) -> "Appointment":
        """The same appointment at another place. Raises AppointmentIsCancelled, AppointmentHasStarted."""
        self._require_changeable(origin.at)
        interval = place.interval
        return replace(
            self,
            interval=interval,
            claims=(place.claimed,),
            tickets=place.tickets,
            override=place.skipped,
            kept=(),
            timezone=provider.timezone,
            utc_offset=offset_at(provider.tz, interval.start),
            provider_version=provider.version,
            record=self.record.after(Change(AppointmentChange.RESCHEDULED, origin, previous=self.interval)),
        )

    def cancelled(self, reason: str | None, origin: Origin, *, by_staff: bool = True) -> "Appointment":
        """The same appointment, cancelled. Raises AppointmentIsCancelled, AppointmentHasStarted, TooLateToChange."""
        self.require_cancellable(origin.at, by_staff=by_staff)
        return replace(
            self,
            status=AppointmentStatus.CANCELLED,
            cancellation_reason=reason,
            record=self.record.after(Change(AppointmentChange.CANCELLED, origin)),
        )

    def keeping(self, reasons: Collection[Reason], origin: Origin) -> "Appointment":
        """The same appointment, kept in spite of these reasons. If it is kept in spite of them already, unchanged."""
        accepted = {*self.override, *self.kept}
        if not {*reasons} - accepted:
            return self
        kept = tuple(reason for reason in Reason if reason in {*self.kept, *reasons} - {*self.override})
        return replace(self, kept=kept, record=self.record.after(Change(AppointmentChange.KEPT, origin)))

    @property
    def has_personal_data(self) -> bool:
        """Whether there is anything that `erased` would take away."""
        kept = Details(Customer(self.details.customer.id, None))
        return self.details != kept or self.cancellation_reason is not None or self.record.fingerprint is not None

    def erased(self, at: datetime) -> "Appointment":
        """The same appointment without personal data. Its times and its customer's id stay, and it makes no event."""
        return replace(
            self,
            details=Details(Customer(self.details.customer.id, None)),
            cancellation_reason=None,
            record=self.record.erased(at),
            erased_at=at,
        )


def _passes(require: Callable[[], None]) -> bool:
    try:
        require()
    except Conflict:
        return False
    return True
