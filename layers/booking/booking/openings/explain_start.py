"""Why a start is not offered: all reasons against it, as a booking or a move there would be refused."""

from booking.access.policy import About, Action, may
from booking.access.require import require
from booking.appointments.moves import Move
from booking.appointments.ports import AppointmentStore
from booking.calls.call import Call
from booking.openings.explained import Explained, StartQuery
from booking.openings.moved import moved_appointment
from booking.rules.against import against
from booking.rules.claims import NO_CLAIMS
from booking.rules.counting import NEW
from booking.rules.offer import date_number, is_on_calendar
from booking.rules.place import Refused, Search, Wanted, dates_of


def explain_start(query: StartQuery, store: AppointmentStore, call: Call) -> Explained:
    """Of an appointment that is to be moved, its present start is always accepted.

    Raises ProviderNotFound, ServiceNotFound, AppointmentNotFound, Unauthorized, AppointmentIsCancelled,
    AppointmentHasStarted, TooLateToChange, Busy.
    """
    require(call.caller, Action.EXPLAIN_START)
    provider, start = store.provider(query.provider_id), query.start
    origin = call.origin()
    moved = moved_appointment(query.appointment_id, store, call.caller, origin.at)
    service_id = moved.service_id if moved else query.service_id
    rulebook = store.rulebook(provider, service_id, dates_of(start, provider))
    if moved and moved.stands_at(Move(start, provider.id)):
        return Explained(provider, start, moved.interval.end, [])
    search = Search(rulebook, moved.wanted(Move(start, provider.id), rulebook) if moved else Wanted(start, NEW), origin)
    day = date_number(start, provider.tz)
    claims = NO_CLAIMS
    if is_on_calendar(day):
        claims = store.claims(provider, search.around(range(day, day + 1)).reading)
    try:
        return Explained(provider, start, search.place(claims).interval.end, [])
    except Refused as refused:
        asked = refused.asked
        is_staff = may(call.caller, Action.SKIP_RULES, About(provider.subject))
        has_length = asked.interval.end > start and (moved or rulebook.visit)
        reasons = against(asked, refused.reasons, for_staff=is_staff)
        return Explained(provider, start, asked.interval.end if has_length else None, reasons)
