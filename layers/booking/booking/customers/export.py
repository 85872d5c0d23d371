"""What is stored about a customer."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from booking.appointments.appointment import Appointment
from booking.calls.paging import Position
from booking.customers.card import Card
from booking.customers.erasure import Erasure


class Exported(NamedTuple):
    """Appointments by start. `last`: where the next page begins; None if there is none."""

    appointments: Sequence[Appointment]
    last: Position | None


type OpenLists = Mapping[str, Mapping[str, datetime]]
"""By provider: the ends of the appointments that are on a customer's list, by id."""


class Export(NamedTuple):
    """`page`: the customer's appointments, as many as one answer can hold.

    `for_staff`: whether it is for somebody who works for the business, and may read internal notes.
    """

    customer_id: str
    at: datetime
    erasure: Erasure | None
    open_lists: OpenLists
    page: Exported
    card: Card | None
    for_staff: bool = False
