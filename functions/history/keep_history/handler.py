"""Consumes the bus: keeps the history of appointments and providers."""

from booking.bus.consumer import consumer
from booking.bus.delivered import Delivered
from booking.calls.call import Call
from booking.history.keep_history import keep_history
from booking.history.ports import HistoryStore
from booking.history.store import history_store
from booking.observability import count


def handle(event: Delivered, call: Call, store: HistoryStore) -> None:
    count("HistoryKept" if keep_history(event, store, call) else "HistoryKnown")


lambda_handler = consumer(handle, history_store())
