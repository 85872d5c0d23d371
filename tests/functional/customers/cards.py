"""Cards in the table: what the consumer makes of the appointments."""

from booking.customers.keep_customer_cards import refreshed
from local.store import EveryStore
from tests.engine import Table, call


def refresh(table: Table, *customer_ids: str) -> None:
    store = EveryStore(table.way, table.name)
    for customer_id in customer_ids:
        refreshed(customer_id, store, call())
