"""A provider's openings on a date, for a new appointment or for moving an existing one."""

from datetime import date, datetime, timedelta

from booking.access.policy import Action
from booking.access.require import require
from booking.appointments.appointment import Appointment, foreign
from booking.appointments.availability import Availability
from booking.appointments.permitted import permitted_appointment
from booking.appointments.ports import AppointmentStore
from booking.appointments.refusals import AppointmentNotFound
from booking.calls.call import Call
from booking.providers.provider import Provider
from booking.providers.schedule import bookable_starts
from booking.time.grid import slot_at


def get_availability(
    provider_id: str, day: date, store: AppointmentStore, call: Call, *, appointment_id: str | None = None
) -> Availability:
    """The starts that can be booked. With `appointment_id`: the starts to which it can be moved, and its own start.

    Raises ProviderNotFound, AppointmentNotFound, Unauthorized, AppointmentIsCancelled, AppointmentHasStarted.
    """
    require(call.caller, Action.SEE_AVAILABILITY)
    provider = store.provider(provider_id)
    now = call.now()
    moved = None if appointment_id is None else _to_be_moved(appointment_id, provider, store, call, now)
    length = moved.interval.length if moved else None
    offer = provider.offer(day, day, bookable_starts(now, provider.slot_minutes), length)
    slots = offer.slots
    claims = store.claims(provider, slots) if slots else {}
    starts = offer.openings(foreign(claims, appointment_id))
    if moved and provider.day_of(moved.interval.start) == day:
        # A move to its present start is always accepted, whatever the schedule offers now.
        starts = sorted({*starts, slot_at(moved.interval.start, provider.slot_minutes)})
    duration = length // timedelta(minutes=1) if length else provider.appointment_duration
    return Availability(provider, day, duration, starts)


def _to_be_moved(
    appointment_id: str, provider: Provider, store: AppointmentStore, call: Call, now: datetime
) -> Appointment:
    appointment = permitted_appointment(appointment_id, Action.MOVE_APPOINTMENT, call.caller, store)
    if appointment.provider_id != provider.id:
        raise AppointmentNotFound(appointment_id, of_provider=provider.id)
    appointment.require_changeable(now)
    return appointment
