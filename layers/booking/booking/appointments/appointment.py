"""Appointments and the transitions between their states."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from booking.appointments.not_offered import slot_not_offered
from booking.appointments.refusals import AppointmentHasStarted, AppointmentIsCancelled, SlotInPast
from booking.calls.change import Change, Origin
from booking.calls.record import Record, Recorded
from booking.providers.provider import Provider
from booking.time.grid import slots_in
from booking.time.intervals import Interval
from booking.time.zones import offset_at


class AppointmentChange(StrEnum):
    """The changes that an appointment can have."""

    BOOKED = "AppointmentBooked"
    RESCHEDULED = "AppointmentRescheduled"
    CANCELLED = "AppointmentCancelled"


class AppointmentStatus(StrEnum):
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


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

    - `interval`: the customer's time. `claimed`: the time of the slots that it takes.
    - `provider_version`: the version of the provider that offered the time.
    - `utc_offset`: wall clock minus UTC at the start, by the zone rules of the last booking or move. None if the
      appointment is older than this field.
    - `is_counted`: whether it counts towards the limit of its customer's open appointments (`open_appointments.py`).
    - `erased_at`: when its personal data was last erased (UTC). Later changes may have brought new data.
    """

    provider_id: str
    details: Details
    interval: Interval
    claimed: Interval
    slot_minutes: int
    timezone: str
    provider_version: int
    status: AppointmentStatus
    cancellation_reason: str | None
    utc_offset: timedelta | None = None
    is_counted: bool = False
    erased_at: datetime | None = None

    @classmethod
    def book(
        cls,
        appointment_id: str,
        provider: Provider,
        start: datetime,
        details: Details,
        origin: Origin,
        *,
        fingerprint: str | None = None,
        is_counted: bool = False,
    ) -> "Appointment":
        """A confirmed appointment at a start that the provider offers. Raises SlotInPast, SlotNotOffered."""
        interval = _offered_interval(provider, start, origin.at)
        return cls(
            id=appointment_id,
            provider_id=provider.id,
            details=details,
            interval=interval,
            claimed=interval,
            slot_minutes=provider.slot_minutes,
            timezone=provider.timezone,
            provider_version=provider.version,
            status=AppointmentStatus.CONFIRMED,
            cancellation_reason=None,
            record=Record.new(Change(AppointmentChange.BOOKED, origin), fingerprint),
            utc_offset=offset_at(provider.tz, interval.start),
            is_counted=is_counted,
        )

    @property
    def is_confirmed(self) -> bool:
        return self.status is AppointmentStatus.CONFIRMED

    @property
    def slots(self) -> tuple[datetime, ...]:
        """The starts of the slots that a confirmed appointment claims."""
        return slots_in(self.claimed, self.slot_minutes)

    def require_changeable(self, now: datetime) -> None:
        """Raise AppointmentIsCancelled or AppointmentHasStarted."""
        if not self.is_confirmed:
            raise AppointmentIsCancelled(self.id)
        if self.interval.start <= now:
            raise AppointmentHasStarted(self.id)

    def rescheduled(self, provider: Provider, start: datetime, origin: Origin) -> "Appointment":
        """The same appointment at another start, with its own length.

        Raises AppointmentIsCancelled, AppointmentHasStarted, SlotInPast, SlotNotOffered.
        """
        self.require_changeable(origin.at)
        interval = _offered_interval(provider, start, origin.at, moved=self)
        return replace(
            self,
            interval=interval,
            claimed=interval,
            timezone=provider.timezone,
            utc_offset=offset_at(provider.tz, interval.start),
            provider_version=provider.version,
            record=self.record.after(Change(AppointmentChange.RESCHEDULED, origin, previous=self.interval)),
        )

    def cancelled(self, reason: str | None, origin: Origin) -> "Appointment":
        """The same appointment, cancelled. Raises AppointmentIsCancelled, AppointmentHasStarted."""
        self.require_changeable(origin.at)
        return replace(
            self,
            status=AppointmentStatus.CANCELLED,
            cancellation_reason=reason,
            record=self.record.after(Change(AppointmentChange.CANCELLED, origin)),
        )

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


def foreign(claims: Mapping[int, str], appointment_id: str | None) -> list[int]:
    """The claimed slots without those of the appointment, in order."""
    if appointment_id is None:
        return [*claims]
    return [slot for slot, owner in claims.items() if owner != appointment_id]


def _offered_interval(
    provider: Provider, start: datetime, now: datetime, *, moved: Appointment | None = None
) -> Interval:
    if start <= now:
        raise SlotInPast(start, provider.timezone)
    length = moved.interval.length if moved else None
    interval = provider.offer_at(start, now, length)
    if interval is None:
        raise slot_not_offered(provider, start, now, length=length, appointment_id=moved.id if moved else None)
    return interval
