"""Read a provider."""

from booking.access.policy import Action
from booking.access.require import require
from booking.calls.call import Call
from booking.providers.ports import ProviderStore
from booking.providers.provider import Provider


def get_provider(provider_id: str, store: ProviderStore, call: Call) -> Provider:
    """Raises ProviderNotFound. How much of it the caller sees: `seen.py`."""
    require(call.caller, Action.READ_PUBLIC_PART)
    return store.provider(provider_id)
