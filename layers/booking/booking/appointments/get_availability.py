"""The slots of a provider that are free on a date, for a new appointment or for one that is to be moved."""

from datetime import date, datetime, timedelta

from booking.appointments.appointment import Appointment, foreign
from booking.appointments.availability import Availability
from booking.appointments.ports import AppointmentStore
from booking.appointments.refusals import AppointmentNotFound
from booking.calls.call import Call
from booking.providers.provider import Provider
from booking.time.intervals import hull


def get_availability(
    provider_id: str, day: date, store: AppointmentStore, call: Call, *, appointment_id: str | None = None
) -> Availability:
    """What can be booked; for an appointment exactly the starts that a move of it accepts, its own among them.

    Raises ProviderNotFound, AppointmentNotFound, AppointmentIsCancelled, AppointmentHasStarted.
    """
    provider = store.provider(provider_id)
    now = call.now()
    moved = None if appointment_id is None else _to_be_moved(appointment_id, provider, store, now)
    length = moved.interval.length if moved else None
    bookable = provider.bookable(day, now, length)
    claims = store.claims(provider.id, hull(bookable)) if bookable else {}
    free = provider.free(bookable, foreign(claims, appointment_id))
    if moved and provider.day_of(moved.interval.start) == day:
        free = sorted({*free, moved.interval})  # it may stay where it is, whatever the schedule offers now
    duration = length // timedelta(minutes=1) if length else provider.appointment_duration
    return Availability(provider, day, duration, free)


def _to_be_moved(appointment_id: str, provider: Provider, store: AppointmentStore, now: datetime) -> Appointment:
    appointment = store.appointment(appointment_id)
    if appointment.provider_id != provider.id:
        raise AppointmentNotFound(appointment_id, of_provider=provider.id)
    appointment.require_changeable(now)
    return appointment
