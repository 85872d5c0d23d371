"""Histories in the table: what the consumer would have made of the events."""

from typing import Any

from booking.history.keep_history import keep_history
from local.store import EveryStore
from tests.engine import Table, call
from tests.messages import news


def recorded(table: Table, *entities: Any) -> None:
    store = EveryStore(table.way, table.name)
    for entity in entities:
        keep_history(news(entity), store, call())
