"""Read a service of a provider."""

from booking.access.policy import Action
from booking.access.require import require
from booking.calls.call import Call
from booking.services.offering import Offering
from booking.services.ports import ServiceStore


def get_service(provider_id: str, service_id: str, store: ServiceStore, call: Call) -> Offering:
    """A retired one, too. Raises ServiceNotFound, also where there is no such provider; Busy."""
    require(call.caller, Action.READ_PUBLIC_PART)
    return store.offering(provider_id, service_id)
