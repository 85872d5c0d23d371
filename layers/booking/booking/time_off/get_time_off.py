"""Read an entry of time off."""

from booking.access.policy import Action
from booking.access.require import require_any
from booking.calls.call import Call
from booking.time_off.permitted import permitted_provider
from booking.time_off.ports import TimeOffStore
from booking.time_off.refusals import TimeOffNotFound
from booking.time_off.time_off import TimeOff


def get_time_off(provider_id: str, time_off_id: str, store: TimeOffStore, call: Call) -> TimeOff:
    """A removed one too. Raises Unauthorized, Forbidden, ProviderNotFound, TimeOffNotFound, Busy."""
    require_any(call.caller, Action.READ_TIME_OFF)
    provider = permitted_provider(provider_id, Action.READ_TIME_OFF, call.caller, store)
    entry = store.time_off(provider, time_off_id)
    if entry is None:
        raise TimeOffNotFound(provider_id, time_off_id)
    return entry
