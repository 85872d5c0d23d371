"""Change whether a provider's time is on sale: what taking it off sale and putting it back have in common."""

from collections.abc import Callable

from booking.access.policy import Action
from booking.access.require import require
from booking.calls.call import Call
from booking.calls.change import Origin
from booking.calls.deciding import until_it_holds
from booking.providers.commands import ChangeState
from booking.providers.ports import ProviderStore
from booking.providers.provider import Provider


def change_state(
    command: ChangeState, change: Callable[[Provider, Origin], Provider], store: ProviderStore, call: Call
) -> Provider:
    """A provider that is so already is returned unchanged, whatever the precondition.

    A dry run returns the provider as it would be, with the version that stands.

    Raises Unauthorized, Forbidden, ProviderNotFound, VersionMismatch, Busy.
    """
    require(call.caller, Action.DEACTIVATE_PROVIDER)

    def decide() -> Provider:
        provider = store.provider(command.provider_id)
        changed = change(provider, call.origin())
        if changed == provider:
            return provider
        command.precondition.require(provider.version)
        if command.is_dry_run:
            return changed.at_version_of(provider)
        store.update_provider(provider, changed, call)
        return changed

    return until_it_holds(decide, store.attempts(call))
