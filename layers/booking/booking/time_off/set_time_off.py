"""Set time off under the client's own id."""

from typing import NamedTuple

from booking.access.policy import Action
from booking.access.require import require_any
from booking.calls.call import Call
from booking.calls.deciding import until_it_holds
from booking.time_off.commands import SetTimeOff
from booking.time_off.permitted import permitted_provider
from booking.time_off.ports import TimeOffStore
from booking.time_off.time_off import TimeOff, listed_with


class Set(NamedTuple):
    """`is_new`: there never was such an entry."""

    entry: TimeOff
    is_new: bool


def set_time_off(command: SetTimeOff, store: TimeOffStore, call: Call) -> Set:
    """An entry that has this content already is returned unchanged, whatever the precondition.

    A dry run returns the entry as it would be, with the version that stands.

    Raises Unauthorized, Forbidden, ValidationFailed, ProviderNotFound, TooMuchTimeOff, VersionMismatch, Busy.
    """
    require_any(call.caller, Action.CHANGE_SCHEDULE)

    def decide() -> Set:
        provider = permitted_provider(command.provider_id, Action.CHANGE_SCHEDULE, call.caller, store)
        before, listed = store.time_off_and_list(provider, command.time_off_id)
        origin, wanted = call.origin(), (provider, command.period, command.reason)
        after = before.set_to(*wanted, origin) if before else TimeOff.add(command.time_off_id, *wanted, origin)
        if after == before:
            return Set(after, is_new=False)
        command.precondition.require(before.version if before else 0)
        listed = listed_with(listed, after, origin.at)
        if command.is_dry_run:
            return Set(after.at_version_of(before) if before else after, is_new=False)
        after = after.making(provider.touched())
        store.save_time_off(provider, before, after, listed, call)
        return Set(after, is_new=before is None)

    return until_it_holds(decide, store.attempts(call))
