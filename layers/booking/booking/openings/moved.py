"""The appointment for which somebody asks whither it could be moved."""

from datetime import datetime

from booking.access.policy import Action
from booking.appointments.appointment import Appointment
from booking.appointments.permitted import permitted_appointment
from booking.appointments.ports import AppointmentStore
from booking.appointments.refusals import AppointmentNotFound
from booking.calls.caller import Caller
from booking.providers.provider import Provider


def moved_appointment(
    appointment_id: str | None, provider: Provider, store: AppointmentStore, caller: Caller, now: datetime
) -> Appointment | None:
    """None if nobody asks for one.

    Raises AppointmentNotFound, Unauthorized, AppointmentIsCancelled, AppointmentHasStarted, TooLateToChange.
    """
    if appointment_id is None:
        return None
    appointment, is_staff, _ = permitted_appointment(appointment_id, Action.MOVE_APPOINTMENT, caller, store)
    if appointment.provider_id != provider.id:
        raise AppointmentNotFound(appointment_id, of_provider=provider.id)
    appointment.require_movable(now, by_staff=is_staff)
    return appointment
