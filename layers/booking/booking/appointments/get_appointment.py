"""Read an appointment."""

from booking.appointments.appointment import Appointment
from booking.appointments.ports import AppointmentStore


def get_appointment(appointment_id: str, store: AppointmentStore) -> Appointment:
    """Raises AppointmentNotFound."""
    return store.appointment(appointment_id)
