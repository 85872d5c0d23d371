"""List what happened to an appointment."""

from booking.access.policy import Action
from booking.appointments.permitted import permitted_appointment
from booking.calls.call import Call
from booking.calls.paging import Page
from booking.history.entry import Entry, Kind, Whose
from booking.history.listed import HistoryQuery
from booking.history.ports import HistoryStore


def list_appointment_history(query: HistoryQuery, store: HistoryStore, call: Call) -> Page[Entry]:
    """A page of its history, by version. Raises AppointmentNotFound, Unauthorized, Forbidden, Busy."""
    permitted_appointment(query.id, Action.READ_HISTORY, call.caller, store)
    whose = Whose(Kind.APPOINTMENT, query.id)
    return store.entries(whose, query.after, query.size, newest_first=query.newest_first)
