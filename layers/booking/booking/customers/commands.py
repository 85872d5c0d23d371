"""Commands: the input of the use cases that write. Each value is valid on its own."""

from typing import NamedTuple

from booking.calls.precondition import ANY_VERSION, Precondition
from booking.customers.card import CardDetails


class UpdateCustomer(NamedTuple):
    customer_id: str
    details: CardDetails
    precondition: Precondition = ANY_VERSION
