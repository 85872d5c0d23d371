"""List providers by name."""

from booking.access.policy import About, Action, may, may_never
from booking.access.require import require
from booking.calls.call import Call
from booking.calls.caller import Caller
from booking.calls.paging import Page, Position
from booking.providers.ports import ProviderStore
from booking.providers.provider import Provider


def list_providers(after: Position | None, size: int, store: ProviderStore, call: Call) -> Page[Provider]:
    """A page of those that the caller may see. How much of each: `seen.py`. Raises Busy.

    One that is not active is for those only who may read all of it.
    """
    require(call.caller, Action.READ_PUBLIC_PART)
    with_inactive = not may_never(call.caller, Action.READ_PROVIDER)
    page = store.by_name(after, size, call, with_inactive=with_inactive)
    return page._replace(entries=[each for each in page.entries if _is_shown(each, call.caller)])


def _is_shown(provider: Provider, caller: Caller) -> bool:
    return provider.is_active or may(caller, Action.READ_PROVIDER, About(provider_subject=provider.subject))
