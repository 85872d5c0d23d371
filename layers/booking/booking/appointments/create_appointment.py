"""Book an appointment."""

from booking.appointments.alternatives import slot_taken
from booking.appointments.appointment import Appointment
from booking.appointments.commands import CreateAppointment
from booking.appointments.ports import AppointmentStore, SlotsClaimed
from booking.appointments.refusals import SlotInPast, SlotNotOffered
from booking.calls.call import Call
from booking.calls.deciding import AlreadyExists, until_it_holds
from booking.calls.idempotency import Created, identity
from booking.calls.refusals import IdempotencyKeyReused
from booking.providers.ports import ProviderChanged
from booking.providers.provider import Provider
from booking.providers.refusals import ProviderNotFound


def create_appointment(command: CreateAppointment, store: AppointmentStore, call: Call) -> Created[Appointment]:
    """Raises ProviderNotFound, SlotInPast, SlotNotOffered, SlotTaken, IdempotencyKeyReused, Busy."""
    booking = Booking(command, store, call)
    return until_it_holds(booking.decide, store.attempts(call))


class Booking:
    def __init__(self, command: CreateAppointment, store: AppointmentStore, call: Call) -> None:
        self._command, self._store, self._call = command, store, call
        self._new = identity("create_appointment", call.caller, command.idempotency_key, command.sent or {})

    def decide(self) -> Created[Appointment]:
        """Try to book with a remembered provider: the write checks its version. Refuse only after reading it again."""
        remembered = self._store.remembered_provider(self._command.provider_id)
        claimed = None
        if remembered is not None:
            try:
                return self._booked(self._appointment(remembered))
            except SlotsClaimed as refusal:
                claimed = refusal
            except (SlotInPast, SlotNotOffered, IdempotencyKeyReused, ProviderChanged):
                pass
        provider, existing = self._read()
        if existing is not None:
            return self._replayed(existing)
        if provider is None:
            raise ProviderNotFound(self._command.provider_id)
        # If the provider is still at this version, the claims that the first write met need not be met again.
        is_claimed = remembered is not None and remembered.version == provider.version
        return self._decided_on(provider, claimed if is_claimed else None)

    def _decided_on(self, provider: Provider, claimed: SlotsClaimed | None) -> Created[Appointment]:
        try:
            wanted = self._appointment(provider)
        except (SlotInPast, SlotNotOffered):
            # Provider and appointment were not read at one instant: a repeat of this request may have come in between.
            if self._new.is_derived and (made_meanwhile := self._store.appointment_made(self._new.id)):
                return self._replayed(made_meanwhile)
            raise
        if claimed is None:
            try:
                return self._booked(wanted)
            except SlotsClaimed as refusal:
                claimed = refusal
        raise slot_taken(wanted, provider, self._store, self._call, taken=claimed.slots)

    def _read(self) -> tuple[Provider | None, Appointment | None]:
        if self._new.is_derived:
            return self._store.provider_and_appointment(self._command.provider_id, self._new.id)
        return self._store.provider(self._command.provider_id), None

    def _appointment(self, provider: Provider) -> Appointment:
        """Raises SlotInPast, SlotNotOffered."""
        command, new = self._command, self._new
        return Appointment.book(
            new.id, provider, command.start, command.details, self._call.origin(), fingerprint=new.fingerprint
        )

    def _booked(self, appointment: Appointment) -> Created[Appointment]:
        """Raises SlotsClaimed, ProviderChanged, IdempotencyKeyReused."""
        try:
            self._store.book(appointment, self._call)
        except AlreadyExists as existing:
            return self._replayed(existing.entity)
        return Created(appointment, replayed=False)

    def _replayed(self, existing: Appointment) -> Created[Appointment]:
        self._new.require_same_request(existing.record.fingerprint)
        return Created(existing, replayed=self._new.is_derived)
