"""List a provider's time off."""

from collections.abc import Sequence

from booking.access.policy import Action
from booking.access.require import require_any
from booking.calls.call import Call
from booking.providers.between import Between, DayOrInstant, between
from booking.time.intervals import Interval
from booking.time_off.permitted import permitted_provider
from booking.time_off.ports import TimeOffStore
from booking.time_off.time_off import TimeOff


def list_time_off(
    provider_id: str, begin: DayOrInstant | None, end: DayOrInstant | None, store: TimeOffStore, call: Call
) -> Sequence[TimeOff]:
    """What overlaps the range, by start. A date is of the provider's zone, and included. Without `begin` from now on.

    Reads all entries that the provider ever had: the list to decide with has only those to come, and a calendar shows
    last week too. There are few, of less than 1 KB.

    Raises Unauthorized, Forbidden, ValidationFailed, ProviderNotFound, Busy.
    """
    require_any(call.caller, Action.READ_TIME_OFF)
    provider = permitted_provider(provider_id, Action.READ_TIME_OFF, call.caller, store)
    asked = between(call.now() if begin is None else begin, end, provider)
    found = [entry for entry in store.all_time_off(provider) if not entry.is_removed and _meets(entry.interval, asked)]
    return sorted(found, key=lambda entry: (entry.interval, entry.id))


def _meets(interval: Interval, asked: Between) -> bool:
    return (asked.begin is None or interval.end > asked.begin) and (asked.end is None or interval.start < asked.end)
