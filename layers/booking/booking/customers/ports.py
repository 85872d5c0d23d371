"""The store that the use cases of customers need, and the exceptions that it may raise."""

from collections.abc import Iterator
from typing import Protocol

from booking.appointments.appointment import Appointment
from booking.calls.call import Call
from booking.calls.deciding import Changed
from booking.calls.paging import Position
from booking.customers.erasure import Erasure
from booking.customers.export import OpenLists, Page


class ErasureChanged(Changed):
    """The erasure is no longer at the version that was read."""


class CustomerStore(Protocol):
    """Lists of a customer's appointments lag a little behind the table; what they list is read as it stands now.

    A write raises Busy if it could not finish before the call's time ran out.
    """

    def attempts(self, call: Call) -> Iterator[int]:
        """Yield attempts' numbers, at least one, until the call's time runs out. Waits before each but the first."""

    def erasure(self, customer_id: str) -> Erasure | None:
        """The customer's last erasure."""

    def save_erasure(self, before: Erasure | None, after: Erasure, call: Call) -> None:
        """Raise ErasureChanged."""

    def appointments_of(self, customer_id: str) -> Iterator[Appointment]:
        """All of them, by start. Those that cannot be read are left out, and reported by an error at the end."""

    def page_of(self, customer_id: str, after: Position | None, size: int) -> Page:
        """The next `size` of them at most."""

    def open_lists(self, customer_id: str) -> OpenLists:
        """The lists of what the customer itself has booked, with each provider."""

    def erase(self, before: Appointment, after: Appointment, call: Call) -> None:
        """Save an appointment without its personal data. Raise AppointmentChanged."""
