"""Change a provider's details."""

from collections.abc import Mapping

from booking.access.policy import About, Action
from booking.access.require import require, require_any
from booking.calls.call import Call
from booking.calls.deciding import until_it_holds
from booking.providers.commands import UpdateProvider
from booking.providers.ports import ProviderStore
from booking.providers.provider import Provider

FURTHER_RIGHTS: Mapping[str, Action] = {"subject": Action.SET_SUBJECT}
"""The details for which the right to edit the provider is not enough, even to send the value that they have."""


def update_provider(command: UpdateProvider, store: ProviderStore, call: Call) -> Provider:
    """Details that the provider has already return it unchanged, whatever the precondition.

    Raises Unauthorized, Forbidden, ProviderNotFound, VersionMismatch, Busy.
    """
    actions = [Action.EDIT_PROVIDER, *(FURTHER_RIGHTS[name] for name in command.details if name in FURTHER_RIGHTS)]
    for action in actions:
        require_any(call.caller, action)

    def decide() -> Provider:
        provider = store.provider(command.provider_id)
        for action in actions:
            require(call.caller, action, About(provider_subject=provider.subject))
        updated = provider.updated(command.details, call.origin())
        if updated == provider:
            return provider
        command.precondition.require(provider.version)
        store.update_provider(provider, updated, call)
        return updated

    return until_it_holds(decide, store.attempts(call))
