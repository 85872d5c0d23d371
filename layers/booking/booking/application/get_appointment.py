"""Read an appointment."""

from booking.application.store import BookingStore
from booking.domain.appointments import Appointment
from booking.domain.errors import AppointmentNotFound


def get_appointment(appointment_id: str, store: BookingStore) -> Appointment:
    """Raises AppointmentNotFound."""
    appointment = store.appointment(appointment_id)
    if appointment is None:
        raise AppointmentNotFound(appointment_id)
    return appointment
