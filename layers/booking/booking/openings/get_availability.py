"""A provider's openings on some dates, for a new appointment or for moving an existing one."""

from datetime import datetime, timedelta

from booking.access.policy import Action
from booking.access.require import require
from booking.appointments.appointment import Appointment
from booking.appointments.permitted import permitted_appointment
from booking.appointments.ports import AppointmentStore
from booking.appointments.refusals import AppointmentNotFound
from booking.calls.call import Call
from booking.openings.availability import Availability, AvailabilityQuery
from booking.providers.provider import Provider
from booking.providers.rules import MAX_DAYS
from booking.rules.claims import NO_CLAIMS
from booking.rules.dates import Dates, later_than
from booking.rules.offer import date_number
from booking.time.grid import slot_at


def get_availability(query: AvailabilityQuery, store: AppointmentStore, call: Call) -> Availability:
    """The starts that can be booked. With an appointment: the starts to which it can be moved, and its own start.

    Raises ProviderNotFound, ServiceNotFound, AppointmentNotFound, Unauthorized, AppointmentIsCancelled,
    AppointmentHasStarted.
    """
    require(call.caller, Action.SEE_AVAILABILITY)
    provider = store.provider(query.provider_id)
    now = call.now()
    moved = None if query.appointment_id is None else _to_be_moved(query.appointment_id, provider, store, call, now)
    today = date_number(now, provider.tz)
    days = range(max(query.days.start, today), min(query.days.stop, today + MAX_DAYS + 1))  # no other has openings
    rulebook = store.rulebook(provider, moved.service_id if moved else query.service_id, later_than(days))
    duration = moved.interval.length // timedelta(minutes=1) if moved else rulebook.duration
    if not days:
        return Availability(provider, query.days, duration, [], [])
    wanted = moved.wanted(moved.interval.start, rulebook) if moved else None
    dates = Dates(rulebook, days, now, *((wanted.counted, wanted.visit) if wanted else ()))
    judged = dates.judged(NO_CLAIMS if dates.are_closed else store.claims(provider, dates.reading))
    starts = judged.openings()
    if moved and wanted and wanted.counted.day in days:
        # A move to its present start is always accepted, whatever the rules are now.
        starts = sorted({*starts, slot_at(moved.interval.start, provider.slot_minutes)})
    return Availability(provider, query.days, duration, starts, judged.offer.ends(starts))


def _to_be_moved(
    appointment_id: str, provider: Provider, store: AppointmentStore, call: Call, now: datetime
) -> Appointment:
    appointment = permitted_appointment(appointment_id, Action.MOVE_APPOINTMENT, call.caller, store).appointment
    if appointment.provider_id != provider.id:
        raise AppointmentNotFound(appointment_id, of_provider=provider.id)
    appointment.require_changeable(now)
    return appointment
