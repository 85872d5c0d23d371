"""List what happened to a provider, its services and its time off."""

from booking.access.policy import About, Action
from booking.access.require import require, require_any
from booking.calls.call import Call
from booking.calls.paging import Page
from booking.history.entry import Entry, Kind, Whose
from booking.history.listed import HistoryQuery
from booking.history.ports import HistoryStore


def list_provider_history(query: HistoryQuery, store: HistoryStore, call: Call) -> Page[Entry]:
    """A page of its history, by version. Raises ProviderNotFound, Unauthorized, Forbidden, Busy."""
    require_any(call.caller, Action.READ_PROVIDER_HISTORY)
    provider = store.provider(query.id)
    require(call.caller, Action.READ_PROVIDER_HISTORY, About(provider_subject=provider.subject))
    whose = Whose(Kind.PROVIDER, provider.id)
    return store.entries(whose, query.after, query.size, newest_first=query.newest_first)
