"""The appointment for which somebody asks whither it could be moved."""

from datetime import datetime

from booking.access.policy import Action
from booking.appointments.appointment import Appointment
from booking.appointments.permitted import permitted_appointment
from booking.appointments.ports import AppointmentStore
from booking.calls.caller import Caller


def moved_appointment(
    appointment_id: str | None, store: AppointmentStore, caller: Caller, now: datetime
) -> Appointment | None:
    """None if nobody asks for one. It may be to go to another provider than its own.

    Raises AppointmentNotFound, Unauthorized, AppointmentIsCancelled, AppointmentHasStarted, TooLateToChange.
    """
    if appointment_id is None:
        return None
    appointment, is_staff, _ = permitted_appointment(appointment_id, Action.MOVE_APPOINTMENT, caller, store)
    appointment.require_movable(now, by_staff=is_staff)
    return appointment
