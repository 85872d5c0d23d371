"""Read all that is stored about a customer."""

from booking.access.policy import About, Action, may
from booking.access.require import require, require_any
from booking.calls.call import Call
from booking.calls.paging import Position
from booking.customers.export import Export
from booking.customers.ports import CustomerStore
from booking.customers.refusals import CustomerNotFound

MOST_APPOINTMENTS = 50
"""Of a page: each may have 110 KB as JSON, and an answer of a function 6 MB."""


def export_customer(customer_id: str, after: Position | None, store: CustomerStore, call: Call) -> Export:
    """Of a customer without data, an empty export. `after`: where the page before ended.

    Raises CustomerNotFound for who may see other customers only; Unauthorized, Forbidden, Busy.
    """
    require_any(call.caller, Action.EXPORT_CUSTOMER)
    about = About(customer_id=customer_id)
    require(call.caller, Action.EXPORT_CUSTOMER, about, hidden=lambda: CustomerNotFound(customer_id))
    card, erasure = store.card_and_erasure(customer_id)
    return Export(
        customer_id,
        call.now(),
        erasure,
        store.open_lists(customer_id),
        store.page_of(customer_id, after, MOST_APPOINTMENTS),
        card,
        for_staff=may(call.caller, Action.INTERNAL_NOTE, about),
    )
