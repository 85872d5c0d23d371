"""List a provider's services."""

from collections.abc import Sequence

from booking.access.policy import Action
from booking.access.require import require
from booking.calls.call import Call
from booking.services.offering import Offering
from booking.services.ports import ServiceStore


def list_services(provider_id: str, store: ServiceStore, call: Call) -> Sequence[Offering]:
    """All of them, by service, retired ones too. Raises ProviderNotFound, Busy."""
    require(call.caller, Action.READ_PUBLIC_PART)
    return store.services_of(provider_id)
