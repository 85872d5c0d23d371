"""Read an appointment."""

from booking.application.store import BookingStore
from booking.domain.appointments import Appointment


def get_appointment(appointment_id: str, store: BookingStore) -> Appointment:
    """Raises AppointmentNotFound."""
    return store.appointment(appointment_id)
