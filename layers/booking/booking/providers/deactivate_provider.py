"""Take a provider's time off sale. Its appointments stay as they are."""

from booking.calls.call import Call
from booking.providers.changing_state import change_state
from booking.providers.commands import ChangeState
from booking.providers.ports import ProviderStore
from booking.providers.provider import Provider


def deactivate_provider(command: ChangeState, store: ProviderStore, call: Call) -> Provider:
    """Raises Unauthorized, Forbidden, ProviderNotFound, VersionMismatch, Busy."""
    return change_state(command, Provider.deactivated, store, call)
