"""The slots of a provider that are free on a date, for a new appointment or for one that is to be moved."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from booking.application.call import Call
from booking.application.store import BookingStore
from booking.domain.appointments import Appointment, foreign
from booking.domain.errors import AppointmentNotFound
from booking.domain.intervals import Interval, hull
from booking.domain.providers import Provider


@dataclass(frozen=True, slots=True)
class Availability:
    """The free intervals of a date in the provider's zone, in order, each `duration` minutes long."""

    provider: Provider
    day: date
    duration: int | None
    free: list[Interval]


def get_availability(
    provider_id: str, day: date, store: BookingStore, call: Call, *, appointment_id: str | None = None
) -> Availability:
    """What can be booked; for an appointment exactly the starts that a move of it accepts, its own among them.

    Raises ProviderNotFound, AppointmentNotFound, AppointmentIsCancelled, AppointmentHasStarted.
    """
    provider = store.provider(provider_id)
    now = call.now()
    moved = None if appointment_id is None else _to_be_moved(appointment_id, provider, store, now)
    length = moved.interval.length if moved else None
    bookable = list(provider.bookable(day, now, length))
    claims = store.claims(provider.id, hull(bookable)) if bookable else {}
    free = provider.free(bookable, foreign(claims, appointment_id))
    if moved and provider.day_of(moved.interval.start) == day:
        free = sorted({*free, moved.interval})  # it may stay where it is, whatever the schedule offers now
    duration = length // timedelta(minutes=1) if length else provider.appointment_duration
    return Availability(provider, day, duration, free)


def _to_be_moved(appointment_id: str, provider: Provider, store: BookingStore, now: datetime) -> Appointment:
    appointment = store.appointment(appointment_id)
    if appointment.provider_id != provider.id:
        raise AppointmentNotFound(appointment_id, of_provider=provider.id)
    appointment.require_changeable(now)
    return appointment
