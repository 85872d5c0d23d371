"""A provider's openings on some dates, for a new appointment or for moving an existing one."""

import sys

from booking.access.policy import Action
from booking.access.require import require
from booking.appointments.ports import AppointmentStore
from booking.calls.call import Call
from booking.openings.availability import Availability, AvailabilityQuery, Soonest
from booking.openings.finding import Finder
from booking.openings.moved import moved_appointment
from booking.openings.soonest import soonest
from booking.openings.viewing import viewed
from booking.providers.schedule import day_number


def get_availability(query: AvailabilityQuery, store: AppointmentStore, call: Call) -> Availability:
    """The starts that can be booked. With an appointment: the starts to which it can be moved, and its own start.

    Raises ProviderNotFound, ServiceNotFound, AppointmentNotFound, Unauthorized, AppointmentIsCancelled,
    AppointmentHasStarted, TooLateToChange, Busy.
    """
    require(call.caller, Action.SEE_AVAILABILITY)
    provider = store.provider(query.provider_id)
    now = call.now()
    moved = moved_appointment(query.appointment_id, store, call.caller, now)
    finder = Finder(provider, store, now, service_id=query.service_id, moved=moved)
    days, within = range(day_number(query.first), day_number(query.last) + 1), None
    if query.timezone is not None:
        days, within = viewed(days, query.timezone, finder)
    found = finder.on(days, within)
    empty_because = found.empty_because
    return Availability(
        provider,
        query.timezone or provider.timezone,
        found.duration,
        found.openings.up_to(query.most),
        empty_because,
        _later(finder, days, within, call) if empty_because and query.is_next_wanted else None,
    )


def _later(finder: Finder, days: range, within: range | None, call: Call) -> Soonest:
    """The first opening after the dates. Dates of a viewer may end within one of the provider's."""
    if within is None:
        return soonest(finder, days.stop, 1, call)
    return soonest(finder, days.stop - 1, 1, call, range(within.stop, sys.maxsize))
