"""Change overrides: what setting one, setting several and removing one have in common."""

from booking.access.policy import About, Action
from booking.access.require import require, require_any
from booking.calls.call import Call
from booking.calls.deciding import until_it_holds
from booking.calls.precondition import Precondition
from booking.calls.refusals import ValidationFailed
from booking.overrides.override import Overridden, Wanted, override_errors
from booking.overrides.ports import OverrideStore


def change_overrides(
    provider_id: str,
    wanted: Wanted,
    precondition: Precondition,
    store: OverrideStore,
    call: Call,
    *,
    is_dry_run: bool,
) -> Overridden:
    """Overrides that stand already are not written, whatever the precondition.

    A dry run returns the provider as it would be, with the version that stands.

    Raises Unauthorized, Forbidden, ValidationFailed, ProviderNotFound, VersionMismatch, Busy.
    """
    require_any(call.caller, Action.CHANGE_SCHEDULE)

    def decide() -> Overridden:
        provider = store.provider(provider_id)
        require(call.caller, Action.CHANGE_SCHEDULE, About(provider_subject=provider.subject))
        if errors := list(override_errors(wanted, provider, call.now())):
            raise ValidationFailed(errors)
        overrides = sorted(wanted.values(), key=lambda override: override.day)
        standing = store.overrides_on(provider, [override.day for override in overrides])
        changed = [override for override in overrides if standing.get(override.day) != override.windows]
        if not changed:
            return Overridden(provider, overrides)
        precondition.require(provider.version)
        updated = provider.with_overrides([override.day for override in changed], call.origin())
        if is_dry_run:
            return Overridden(updated.at_version_of(provider), overrides)
        store.save_overrides(provider, updated, changed, call)
        return Overridden(updated, overrides)

    return until_it_holds(decide, store.attempts(call))
