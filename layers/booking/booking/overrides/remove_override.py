"""Remove the override of a date: the week holds again."""

from booking.calls.call import Call
from booking.overrides.changing import change_overrides
from booking.overrides.commands import RemoveOverride
from booking.overrides.override import Overridden, Override
from booking.overrides.ports import OverrideStore


def remove_override(command: RemoveOverride, store: OverrideStore, call: Call) -> Overridden:
    """Raises Unauthorized, Forbidden, ValidationFailed, ProviderNotFound, VersionMismatch, Busy."""
    wanted = {"": Override(command.day, None)}
    return change_overrides(
        command.provider_id, wanted, command.precondition, store, call, is_dry_run=command.is_dry_run
    )
