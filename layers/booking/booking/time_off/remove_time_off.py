"""Remove time off. The entry stays, as removed."""

from booking.access.policy import Action
from booking.access.require import require_any
from booking.calls.call import Call
from booking.calls.deciding import until_it_holds
from booking.time_off.commands import RemoveTimeOff
from booking.time_off.permitted import permitted_provider
from booking.time_off.ports import TimeOffStore
from booking.time_off.refusals import TimeOffNotFound
from booking.time_off.time_off import TimeOff, listed_with


def remove_time_off(command: RemoveTimeOff, store: TimeOffStore, call: Call) -> TimeOff:
    """An entry that is removed already is returned unchanged, whatever the precondition.

    Raises Unauthorized, Forbidden, ProviderNotFound, TimeOffNotFound, VersionMismatch, Busy.
    """
    require_any(call.caller, Action.CHANGE_SCHEDULE)

    def decide() -> TimeOff:
        provider = permitted_provider(command.provider_id, Action.CHANGE_SCHEDULE, call.caller, store)
        before, listed = store.time_off_and_list(provider, command.time_off_id)
        if before is None:
            raise TimeOffNotFound(provider.id, command.time_off_id)
        origin = call.origin()
        after = before.removed(origin)
        if after == before:
            return after
        command.precondition.require(before.version)
        after = after.making(provider.touched())
        store.save_time_off(provider, before, after, listed_with(listed, after, origin.at), call)
        return after

    return until_it_holds(decide, store.attempts(call))
