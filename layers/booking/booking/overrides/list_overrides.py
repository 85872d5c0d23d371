"""List a provider's overrides."""

from datetime import date

from booking.access.policy import About, Action, may
from booking.access.require import require
from booking.calls.call import Call
from booking.calls.refusals import FieldError, ValidationFailed
from booking.overrides.override import MOST_DAYS_FOR_ALL, MOST_DAYS_LISTED, ListedOverrides, Overridden
from booking.overrides.ports import OverrideStore


def list_overrides(
    provider_id: str, first: date | None, last: date | None, store: OverrideStore, call: Call
) -> ListedOverrides:
    """Without dates, of today in the provider's zone and of as many dates as the caller may see at once.

    The longer the list, the more claims are read with it: callers who are not staff see less, and nothing of the past.

    Raises ValidationFailed, ProviderNotFound, Busy.
    """
    require(call.caller, Action.READ_PUBLIC_PART)
    provider = store.provider(provider_id)
    today = provider.day_of(call.now())
    is_staff = may(call.caller, Action.READ_PROVIDER, About(provider.subject))
    most = MOST_DAYS_LISTED if is_staff else MOST_DAYS_FOR_ALL
    begin = first or today
    longest = date.fromordinal(min(begin.toordinal() + most - 1, date.max.toordinal()))
    end = last or longest
    errors = []
    if begin < today and not is_staff:
        errors.append(FieldError("from", f"must be {today}, today in the provider's zone, or later"))
    if not begin <= end <= longest:
        message = f"must be from {begin}, where the list begins, to {longest}: at most {most} days"
        errors.append(FieldError("to", message))
    if errors:
        raise ValidationFailed(errors)
    return ListedOverrides(begin, end, Overridden(provider, store.overrides_between(provider, begin, end)))
