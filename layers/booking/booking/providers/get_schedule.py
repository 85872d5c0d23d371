"""Read a provider's week."""

from booking.access.policy import Action
from booking.access.require import require
from booking.calls.call import Call
from booking.providers.ports import ProviderStore
from booking.providers.provider import Provider


def get_schedule(provider_id: str, store: ProviderStore, call: Call) -> Provider:
    """The provider with its week. Raises ProviderNotFound, Busy."""
    require(call.caller, Action.READ_PUBLIC_PART)
    return store.provider(provider_id)
