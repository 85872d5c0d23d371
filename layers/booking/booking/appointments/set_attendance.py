"""Set whether a customer came."""

from booking.access.policy import Action
from booking.appointments.appointment import Appointment
from booking.appointments.commands import SetAttendance
from booking.appointments.permitted import permitted_appointment
from booking.appointments.ports import AppointmentStore
from booking.calls.call import Call
from booking.calls.deciding import until_it_holds


def set_attendance(command: SetAttendance, store: AppointmentStore, call: Call) -> Appointment:
    """What changes nothing returns the appointment unchanged, whatever the precondition.

    Raises AppointmentNotFound, Unauthorized, Forbidden, VersionMismatch, AppointmentIsCancelled, RestReleased,
    AttendanceNotPossible, Busy.
    """

    def decide() -> Appointment:
        before = permitted_appointment(command.appointment_id, Action.SET_ATTENDANCE, call.caller, store).appointment
        after = before.with_attendance(command.attendance, call.origin(), releases_rest=command.releases_rest)
        if after == before:
            return before
        command.precondition.require(before.version)
        store.save(before, after, call)
        return after

    return until_it_holds(decide, store.attempts(call))
