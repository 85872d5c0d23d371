"""Set the override of one date."""

from booking.calls.call import Call
from booking.overrides.changing import change_overrides
from booking.overrides.commands import SetOverride
from booking.overrides.override import Overridden
from booking.overrides.ports import OverrideStore


def set_override(command: SetOverride, store: OverrideStore, call: Call) -> Overridden:
    """Raises Unauthorized, Forbidden, ValidationFailed, ProviderNotFound, VersionMismatch, Busy."""
    return change_overrides(
        command.provider_id, {"": command.override}, command.precondition, store, call, is_dry_run=command.is_dry_run
    )
