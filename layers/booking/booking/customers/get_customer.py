"""Read a customer's card."""

from booking.access.policy import Action
from booking.access.require import require
from booking.calls.call import Call
from booking.customers.card import Card
from booking.customers.ports import CardStore
from booking.customers.refusals import CustomerNotFound


def get_customer(customer_id: str, store: CardStore, call: Call) -> Card:
    """Raises CustomerNotFound, Unauthorized, Forbidden, Busy."""
    require(call.caller, Action.READ_CUSTOMER)
    card, _ = store.card_and_erasure(customer_id)
    if card is None:
        raise CustomerNotFound(customer_id)
    return card
