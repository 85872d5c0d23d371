"""The soonest openings of a provider."""

from booking.access.policy import Action
from booking.access.require import require
from booking.appointments.ports import AppointmentStore
from booking.calls.call import Call
from booking.openings.availability import Soonest
from booking.openings.finding import Finder
from booking.openings.soonest import soonest


def find_next_openings(
    provider_id: str, service_id: str | None, most: int, store: AppointmentStore, call: Call
) -> Soonest:
    """Raises ProviderNotFound, ServiceNotFound, Busy."""
    require(call.caller, Action.SEE_AVAILABILITY)
    finder = Finder(store.provider(provider_id), store, call.now(), service_id=service_id)
    return soonest(finder, finder.today, most, call)
