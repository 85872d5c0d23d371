"""List a provider's overrides."""

from datetime import date

from booking.access.policy import Action
from booking.access.require import require
from booking.calls.call import Call
from booking.calls.refusals import FieldError, ValidationFailed
from booking.overrides.override import MOST_DAYS_LISTED, ListedOverrides, Overridden
from booking.overrides.ports import OverrideStore


def list_overrides(
    provider_id: str, first: date | None, last: date | None, store: OverrideStore, call: Call
) -> ListedOverrides:
    """Without dates, of today in the provider's zone and of a year from then on.

    Raises ValidationFailed, ProviderNotFound, Busy.
    """
    require(call.caller, Action.READ_PUBLIC_PART)
    provider = store.provider(provider_id)
    begin = first or provider.day_of(call.now())
    longest = date.fromordinal(min(begin.toordinal() + MOST_DAYS_LISTED - 1, date.max.toordinal()))
    end = last or longest
    if not begin <= end <= longest:
        message = f"must be from {begin}, where the list begins, to {longest}: at most {MOST_DAYS_LISTED} days"
        raise ValidationFailed([FieldError("to", message)])
    return ListedOverrides(begin, end, Overridden(provider, store.overrides_between(provider, begin, end)))
