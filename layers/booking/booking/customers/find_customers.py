"""Find customers by name, email or phone."""

from booking.access.policy import Action
from booking.access.require import require
from booking.calls.call import Call
from booking.calls.paging import Page, Position
from booking.customers.card import Card
from booking.customers.ports import CardStore
from booking.customers.searching import Search


def find_customers(search: Search, after: Position | None, size: int, store: CardStore, call: Call) -> Page[Card]:
    """A page of their cards, by what they were found by. Raises Unauthorized, Forbidden, Busy."""
    require(call.caller, Action.READ_CUSTOMER)
    return store.found(search, after, size, call)
