"""Cancel an appointment."""

from booking.access.policy import Action
from booking.appointments.appointment import Appointment
from booking.appointments.commands import CancelAppointment
from booking.appointments.permitted import permitted_appointment
from booking.appointments.ports import AppointmentStore
from booking.appointments.refusals import AppointmentIsCancelled
from booking.calls.call import Call
from booking.calls.deciding import until_it_holds


def cancel_appointment(command: CancelAppointment, store: AppointmentStore, call: Call) -> Appointment:
    """Returns the appointment. If it was cancelled before, it stays unchanged, whatever the precondition.

    Raises AppointmentIsCancelled if it was cancelled before and the command gives another reason. Raises
    AppointmentNotFound, Unauthorized, VersionMismatch, AppointmentHasStarted, TooLateToChange, Busy.
    """

    def decide() -> Appointment:
        before, is_staff, _ = permitted_appointment(
            command.appointment_id, Action.CANCEL_APPOINTMENT, call.caller, store
        )
        if not before.is_confirmed:
            if command.reason and command.reason != before.cancellation_reason:
                raise AppointmentIsCancelled(before.id, "its reason cannot be changed")
            return before
        command.precondition.require(before.version)
        origin = call.origin()
        after = before.cancelled(command.reason, origin, by_staff=is_staff)
        store.cancel(before, after, call)
        return after

    return until_it_holds(decide, store.attempts(call))
