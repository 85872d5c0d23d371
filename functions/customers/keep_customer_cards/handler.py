"""Consumes the bus: keeps the card of each customer."""

from booking.bus.consumer import consumer
from booking.bus.delivered import Delivered
from booking.calls.call import Call
from booking.customers.keep_customer_cards import keep_customer_cards
from booking.customers.ports import CardStore
from booking.customers.store import customer_store
from booking.observability import count


def handle(event: Delivered, call: Call, store: CardStore) -> None:
    count("CardChanged" if keep_customer_cards(event, store, call) else "CardUnchanged")


lambda_handler = consumer(handle, customer_store())
