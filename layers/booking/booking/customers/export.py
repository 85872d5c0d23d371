"""What is stored about a customer."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from booking.appointments.appointment import Appointment
from booking.customers.erasure import Erasure


class Position(NamedTuple):
    """Where a list of a customer's appointments stands: at the last one that was listed.

    `start`: as it is stored. No text is refused: where nothing starts, the list goes on with what follows.
    """

    start: str
    appointment_id: str


class Page(NamedTuple):
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
    page: Page
    for_staff: bool = False
