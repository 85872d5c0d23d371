"""Keep the history of appointments and providers: an entry for each event."""

from booking.bus.delivered import Delivered
from booking.calls.call import Call
from booking.history.entry import entry_of
from booking.history.ports import HistoryStore


def keep_history(event: Delivered, store: HistoryStore, call: Call) -> bool:
    """Whether the event was news. A repeat changes nothing, and the order does not matter. Raises Busy."""
    entry = entry_of(event)
    return entry is not None and store.keep(entry, call)
