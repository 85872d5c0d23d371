"""Correct the details of an appointment."""

from booking.access.policy import Action
from booking.access.require import require
from booking.appointments.appointment import Appointment
from booking.appointments.commands import UpdateAppointment
from booking.appointments.permitted import permitted_appointment
from booking.appointments.ports import AppointmentStore
from booking.calls.call import Call
from booking.calls.deciding import until_it_holds


def update_appointment(command: UpdateAppointment, store: AppointmentStore, call: Call) -> Appointment:
    """What changes nothing returns the appointment unchanged, whatever the precondition.

    Raises AppointmentNotFound, Unauthorized, Forbidden, ValidationFailed, VersionMismatch, Busy.
    """

    def decide() -> Appointment:
        before, _, about = permitted_appointment(command.appointment_id, Action.EDIT_APPOINTMENT, call.caller, store)
        if "internal_note" in command.corrections:
            require(call.caller, Action.INTERNAL_NOTE, about)
        after = before.corrected(command.corrections, call.origin())
        if after == before:
            return before
        command.precondition.require(before.version)
        store.save(before, after, call)
        return after

    return until_it_holds(decide, store.attempts(call))
