"""Move an appointment to another start, with its own length."""

from dataclasses import dataclass
from datetime import datetime

from booking.application.alternatives import slot_taken
from booking.application.call import Call
from booking.application.deciding import until_it_holds
from booking.application.get_appointment import get_appointment
from booking.application.get_provider import get_provider
from booking.application.preconditions import ANY_VERSION, Precondition
from booking.application.store import AppointmentChanged, BookingStore, SlotsClaimed
from booking.domain.appointments import Appointment
from booking.domain.errors import SlotNotOffered


@dataclass(frozen=True, slots=True)
class RescheduleAppointment:
    appointment_id: str
    start: datetime
    precondition: Precondition = ANY_VERSION


def reschedule_appointment(command: RescheduleAppointment, store: BookingStore, call: Call) -> Appointment:
    """A move to the current start returns the appointment unchanged: also after its start, whatever the precondition.

    Raises AppointmentNotFound, VersionMismatch, AppointmentIsCancelled, AppointmentHasStarted, SlotInPast,
    SlotNotOffered, SlotTaken, Busy.
    """

    def decide() -> Appointment:
        before = get_appointment(command.appointment_id, store)
        if before.is_confirmed and before.interval.start == command.start:
            return before
        command.precondition.require(before.version)
        now = call.now()
        before.require_changeable(now)
        provider = get_provider(before.provider_id, store)
        try:
            after = before.rescheduled(provider, command.start, call.origin(now), now=now)
        except SlotNotOffered:
            # The provider was read later: the refusal is true only if the appointment still stood as it was read.
            if get_appointment(command.appointment_id, store).version != before.version:
                raise AppointmentChanged from None
            raise
        try:
            store.reschedule(before, after, call)
        except SlotsClaimed as claimed:
            raise slot_taken(after, provider, store, call, taken=claimed.slots, now=now) from None
        return after

    return until_it_holds(decide, store.attempts(call))
