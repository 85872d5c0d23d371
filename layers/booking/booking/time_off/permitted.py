"""The provider whose time off is asked for, for a caller that may do something about it."""

from booking.access.policy import About, Action
from booking.access.require import require
from booking.calls.caller import Caller
from booking.providers.provider import Provider
from booking.time_off.ports import TimeOffStore


def permitted_provider(provider_id: str, action: Action, caller: Caller, store: TimeOffStore) -> Provider:
    """Raises Unauthorized, Forbidden, ProviderNotFound."""
    provider = store.provider(provider_id)
    require(caller, action, About(provider_subject=provider.subject))
    return provider
