"""Put a provider's time on sale again."""

from booking.calls.call import Call
from booking.providers.changing_state import change_state
from booking.providers.commands import ChangeState
from booking.providers.ports import ProviderStore
from booking.providers.provider import Provider


def reactivate_provider(command: ChangeState, store: ProviderStore, call: Call) -> Provider:
    """Raises Unauthorized, Forbidden, ProviderNotFound, VersionMismatch, Busy."""
    return change_state(command, Provider.reactivated, store, call)
