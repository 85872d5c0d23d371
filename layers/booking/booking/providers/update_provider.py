"""Change a provider's details and rules."""

from collections.abc import Mapping

from booking.access.policy import About, Action
from booking.access.require import require, require_any
from booking.calls.call import Call
from booking.calls.deciding import until_it_holds
from booking.calls.refusals import ValidationFailed
from booking.providers.commands import UpdateProvider
from booking.providers.ports import RulesStore
from booking.providers.provider import Provider, sent_rules
from booking.providers.rules import offered_errors

FURTHER_RIGHTS: Mapping[str, Action] = {
    "subject": Action.SET_SUBJECT,
    "slot_minutes": Action.CHANGE_SCHEDULE,
    "rules": Action.CHANGE_SCHEDULE,
}
"""The details for which the right to edit the provider is not enough, even to send the value that they have."""


def update_provider(command: UpdateProvider, store: RulesStore, call: Call) -> Provider:
    """Details that the provider has already return it unchanged, whatever the precondition.

    Raises Unauthorized, Forbidden, ValidationFailed, ProviderNotFound, VersionMismatch, Busy.
    """
    actions = [Action.EDIT_PROVIDER, *(FURTHER_RIGHTS[name] for name in command.details if name in FURTHER_RIGHTS)]
    for action in actions:
        require_any(call.caller, action)

    def decide() -> Provider:
        provider = store.provider(command.provider_id)
        for action in actions:
            require(call.caller, action, About(provider_subject=provider.subject))
        if provider.with_details(command.details) == provider:
            return provider
        command.precondition.require(provider.version)
        updated = provider.updated(command.details, call.origin())
        if updated.rules != provider.rules:
            _require_agreement(updated, sent_rules(command.details), store)
        store.update_provider(provider, updated, call)
        return updated

    return until_it_holds(decide, store.attempts(call))


def _require_agreement(updated: Provider, sent: frozenset[str], store: RulesStore) -> None:
    """A service that is set meanwhile changes the provider: then it is decided again."""
    offered = store.offered(updated.id)
    if errors := offered_errors(offered, updated.rules, updated.slot_minutes, sent):
        raise ValidationFailed(errors)
