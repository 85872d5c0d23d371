"""Retire a provider's service."""

from booking.access.policy import About, Action
from booking.access.require import require, require_any
from booking.calls.call import Call
from booking.calls.deciding import until_it_holds
from booking.services.commands import RetireService
from booking.services.offering import Offering
from booking.services.ports import ServiceStore


def retire_service(command: RetireService, store: ServiceStore, call: Call) -> Offering:
    """A service that is retired already is returned unchanged, whatever the precondition.

    A dry run returns the offering as it would be, with the version that stands.

    Raises Unauthorized, Forbidden, ProviderNotFound, ServiceNotFound, VersionMismatch, Busy.
    """
    require_any(call.caller, Action.CHANGE_SERVICE)

    def decide() -> Offering:
        provider = store.provider(command.provider_id)
        require(call.caller, Action.CHANGE_SERVICE, About(provider_subject=provider.subject))
        before = store.offering(provider.id, command.service_id)
        after = before.retired(call.origin())
        if after == before:
            return before
        command.precondition.require(before.version)
        if command.is_dry_run:
            return after.at_version_of(before)
        after = after.making(provider.touched())
        store.save_offering(provider, before, after, call)
        return after

    return until_it_holds(decide, store.attempts(call))
