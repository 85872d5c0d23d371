"""List who offers which service."""

from booking.access.policy import Action
from booking.access.require import require
from booking.calls.call import Call
from booking.services.catalog import Page, Place
from booking.services.ports import ServiceStore


def list_offered_services(
    service_id: str | None, after: Place | None, size: int, store: ServiceStore, call: Call
) -> Page:
    """What active providers offer: all services, or one. `after`: where the page before ended. Raises Busy."""
    require(call.caller, Action.READ_PUBLIC_PART)
    return store.catalog(service_id, after, size)
