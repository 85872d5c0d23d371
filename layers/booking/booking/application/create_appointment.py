"""Book an appointment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from booking.application.alternatives import slot_taken
from booking.application.call import Call
from booking.application.deciding import until_it_holds
from booking.application.idempotency import Created, Identity, identity
from booking.application.store import AlreadyExists, BookingStore, SlotsClaimed
from booking.domain.appointments import Appointment, Details
from booking.domain.errors import ProviderNotFound, SlotInPast, SlotNotOffered
from booking.domain.providers import Provider


@dataclass(frozen=True, slots=True)
class CreateAppointment:
    """`sent`: the fields as the client sent them, for telling a repeat under the same key from another request."""

    provider_id: str
    start: datetime
    details: Details
    idempotency_key: str | None = None
    sent: Mapping[str, Any] | None = None


def create_appointment(command: CreateAppointment, store: BookingStore, call: Call) -> Created[Appointment]:
    """Raises ProviderNotFound, SlotInPast, SlotNotOffered, SlotTaken, IdempotencyKeyReused, Busy."""
    new = identity("create_appointment", call.caller, command.idempotency_key, command.sent or {})

    def decide() -> Created[Appointment]:
        provider, existing = _read(command.provider_id, new, store, call)
        if existing is not None:
            return _replayed(existing, new)
        if provider is None:
            raise ProviderNotFound(command.provider_id)
        try:
            appointment = Appointment.book(
                new.id, provider, command.start, command.details, call.origin(), fingerprint=new.fingerprint
            )
        except (SlotInPast, SlotNotOffered):
            # The two were read together, but at no one instant: a twin of this request may have come in between.
            if new.is_derived and (made_meanwhile := store.appointment_made(new.id)):
                return _replayed(made_meanwhile, new)
            raise
        try:
            store.book(appointment, call)
        except AlreadyExists as existing_now:
            return _replayed(existing_now.entity, new)
        except SlotsClaimed as claimed:
            raise slot_taken(appointment, provider, store, call, taken=claimed.slots) from None
        return Created(appointment, replayed=False)

    return until_it_holds(decide, store.attempts(call))


def _read(
    provider_id: str, new: Identity, store: BookingStore, call: Call
) -> tuple[Provider | None, Appointment | None]:
    if new.is_derived:
        return store.provider_and_appointment(provider_id, new.id, call)
    return store.provider(provider_id), None


def _replayed(existing: Appointment, new: Identity) -> Created[Appointment]:
    new.require_same_request(existing.record.fingerprint)
    return Created(existing, replayed=new.is_derived)
