"""The provider whose resolutions are asked for, for a caller that may do something about them."""

from booking.access.policy import About, Action
from booking.access.require import require, require_any
from booking.calls.caller import Caller
from booking.providers.provider import Provider
from booking.resolutions.ports import ResolutionStore


def permitted_provider(provider_id: str, action: Action, caller: Caller, store: ResolutionStore) -> Provider:
    """Raises Unauthorized, Forbidden, ProviderNotFound."""
    require_any(caller, action)
    provider = store.provider(provider_id)
    require(caller, action, About(provider_subject=provider.subject))
    return provider
