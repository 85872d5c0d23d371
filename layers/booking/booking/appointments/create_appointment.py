"""Book an appointment."""

from booking.appointments.alternatives import slot_taken
from booking.appointments.appointment import Appointment
from booking.appointments.commands import CreateAppointment
from booking.appointments.ports import AppointmentStore, SlotsClaimed
from booking.appointments.refusals import SlotInPast, SlotNotOffered
from booking.calls.call import Call
from booking.calls.deciding import AlreadyExists, until_it_holds
from booking.calls.idempotency import Created, Identity, identity
from booking.providers.provider import Provider
from booking.providers.refusals import ProviderNotFound


def create_appointment(command: CreateAppointment, store: AppointmentStore, call: Call) -> Created[Appointment]:
    """Raises ProviderNotFound, SlotInPast, SlotNotOffered, SlotTaken, IdempotencyKeyReused, Busy."""
    new = identity("create_appointment", call.caller, command.idempotency_key, command.sent or {})

    def decide() -> Created[Appointment]:
        provider, existing = _read(command.provider_id, new, store)
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


def _read(provider_id: str, new: Identity, store: AppointmentStore) -> tuple[Provider | None, Appointment | None]:
    if new.is_derived:
        return store.provider_and_appointment(provider_id, new.id)
    return store.provider(provider_id), None


def _replayed(existing: Appointment, new: Identity) -> Created[Appointment]:
    new.require_same_request(existing.record.fingerprint)
    return Created(existing, replayed=new.is_derived)
