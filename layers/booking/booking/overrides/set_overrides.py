"""Set the overrides of several dates: all of them or none."""

from booking.calls.call import Call
from booking.overrides.changing import change_overrides
from booking.overrides.commands import SetOverrides
from booking.overrides.override import Overridden
from booking.overrides.ports import OverrideStore


def set_overrides(command: SetOverrides, store: OverrideStore, call: Call) -> Overridden:
    """Raises Unauthorized, Forbidden, ValidationFailed, ProviderNotFound, VersionMismatch, Busy."""
    wanted = {f"overrides[{number}].": override for number, override in enumerate(command.overrides)}
    return change_overrides(
        command.provider_id, wanted, command.precondition, store, call, is_dry_run=command.is_dry_run
    )
