"""Replace a provider's week."""

from booking.access.policy import About, Action
from booking.access.require import require, require_any
from booking.calls.call import Call
from booking.calls.deciding import until_it_holds
from booking.providers.commands import UpdateSchedule
from booking.providers.ports import ProviderStore
from booking.providers.provider import Provider


def update_schedule(command: UpdateSchedule, store: ProviderStore, call: Call) -> Provider:
    """A dry run returns the provider as it would be, with the version that stands.

    Raises Unauthorized, Forbidden, ValidationFailed, ProviderNotFound, VersionMismatch, Busy.
    """
    require_any(call.caller, Action.CHANGE_SCHEDULE)

    def decide() -> Provider:
        provider = store.provider(command.provider_id)
        require(call.caller, Action.CHANGE_SCHEDULE, About(provider_subject=provider.subject))
        command.precondition.require(provider.version)
        updated = provider.with_schedule(command.week, command.appointment_duration, call.origin(), command.timezone)
        if command.is_dry_run:
            return updated.at_version_of(provider)
        store.update_provider(provider, updated, call)
        return updated

    return until_it_holds(decide, store.attempts(call))
