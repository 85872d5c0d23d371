"""Move an appointment to another start, with its own length."""

from booking.access.policy import Action
from booking.appointments.alternatives import slot_taken
from booking.appointments.appointment import Appointment
from booking.appointments.commands import RescheduleAppointment
from booking.appointments.permitted import permitted_appointment
from booking.appointments.ports import AppointmentChanged, AppointmentStore, SlotsClaimed
from booking.appointments.refusals import SlotNotOffered
from booking.calls.call import Call
from booking.calls.deciding import until_it_holds


def reschedule_appointment(command: RescheduleAppointment, store: AppointmentStore, call: Call) -> Appointment:
    """A move to the current start returns the appointment unchanged, whatever the precondition, even after its start.

    Raises AppointmentNotFound, Unauthorized, VersionMismatch, AppointmentIsCancelled, AppointmentHasStarted,
    SlotInPast, SlotNotOffered, SlotTaken, Busy.
    """

    def decide() -> Appointment:
        before = permitted_appointment(command.appointment_id, Action.MOVE_APPOINTMENT, call.caller, store)
        if before.is_confirmed and before.interval.start == command.start:
            return before
        command.precondition.require(before.version)
        origin = call.origin()
        before.require_changeable(origin.at)
        provider = store.provider(before.provider_id)
        try:
            after = before.rescheduled(provider, command.start, origin)
        except SlotNotOffered:
            # The provider was read later. The refusal is true only if the appointment is still as it was read.
            if store.appointment(command.appointment_id).version != before.version:
                raise AppointmentChanged from None
            raise
        try:
            store.reschedule(before, after, call)
        except SlotsClaimed as claimed:
            raise slot_taken(after, provider, store, call, taken=claimed.slots) from None
        return after

    return until_it_holds(decide, store.attempts(call))
