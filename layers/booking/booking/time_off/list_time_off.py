"""List a provider's time off."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from booking.access.policy import Action
from booking.access.require import require_any
from booking.calls.call import Call
from booking.calls.refusals import FieldError, ValidationFailed
from booking.providers.provider import Provider
from booking.time.intervals import Interval
from booking.time_off.permitted import permitted_provider
from booking.time_off.ports import TimeOffStore
from booking.time_off.time_off import TimeOff


def list_time_off(
    provider_id: str, begin: date | datetime | None, end: date | datetime | None, store: TimeOffStore, call: Call
) -> Sequence[TimeOff]:
    """What overlaps the range, by start. A date is of the provider's zone, and included. Without `begin` from now on.

    Reads all entries that the provider ever had: the list to decide with has only those to come, and a calendar shows
    last week too. There are few, of less than 1 KB.

    Raises Unauthorized, Forbidden, ValidationFailed, ProviderNotFound, Busy.
    """
    require_any(call.caller, Action.READ_TIME_OFF)
    provider = permitted_provider(provider_id, Action.READ_TIME_OFF, call.caller, store)
    first = call.now() if begin is None else begin
    if end is not None and _is_backwards(first, end, provider):
        raise ValidationFailed([FieldError("to", "must not be before from")])
    found = [
        entry
        for entry in store.all_time_off(provider)
        if not entry.is_removed and _reaches(entry.interval, first, provider) and _begins(entry.interval, end, provider)
    ]
    return sorted(found, key=lambda entry: (entry.interval, entry.id))


def _is_backwards(begin: date | datetime, end: date | datetime, provider: Provider) -> bool:
    """An instant is compared with a date by its own date."""
    if isinstance(begin, datetime) and isinstance(end, datetime):
        return end < begin
    return _day(end, provider) < _day(begin, provider)


def _day(when: date | datetime, provider: Provider) -> date:
    return provider.day_of(when) if isinstance(when, datetime) else when


def _reaches(interval: Interval, begin: date | datetime, provider: Provider) -> bool:
    """Whether it ends after the range begins."""
    if isinstance(begin, datetime):
        return interval.end > begin
    return provider.day_of(interval.end - timedelta(microseconds=1)) >= begin


def _begins(interval: Interval, end: date | datetime | None, provider: Provider) -> bool:
    """Whether it begins before the range ends."""
    if end is None:
        return True
    return interval.start < end if isinstance(end, datetime) else provider.day_of(interval.start) <= end
