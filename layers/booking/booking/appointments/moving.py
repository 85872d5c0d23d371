"""The place that an appointment gets where it is moved to. Whoever moves one asks here."""

from booking.appointments.appointment import Appointment
from booking.appointments.moves import Move
from booking.appointments.ports import AppointmentStore
from booking.calls.change import Origin
from booking.providers.provider import Provider
from booking.rules.claims import NO_CLAIMS
from booking.rules.place import Place, Search, dates_of


def search_for(before: Appointment, move: Move, provider: Provider, store: AppointmentStore, origin: Origin) -> Search:
    """The search for it. `provider`: to whom it goes. Raises ServiceNotFound, ValidationFailed."""
    rulebook = store.rulebook(provider, before.service_after(move), dates_of(move.start, provider))
    return Search(rulebook, before.wanted(move, rulebook), origin)


def place_by(search: Search, store: AppointmentStore) -> Place:
    """By the rules. The claims are read only if a limit is in force: the write meets the others. Raises Refused."""
    reading = search.reading
    return search.place(store.claims(search.rulebook.provider, reading) if reading else NO_CLAIMS)
