"""Read an appointment."""

from booking.access.policy import Action
from booking.appointments.appointment import Appointment
from booking.appointments.permitted import permitted_appointment
from booking.appointments.ports import AppointmentStore
from booking.calls.call import Call


def get_appointment(appointment_id: str, store: AppointmentStore, call: Call) -> Appointment:
    """Raises AppointmentNotFound, Unauthorized."""
    return permitted_appointment(appointment_id, Action.READ_APPOINTMENT, call.caller, store).appointment
