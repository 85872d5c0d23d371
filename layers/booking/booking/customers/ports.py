"""The store that the use cases of customers need, and the exceptions that it may raise."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Protocol

from booking.appointments.appointment import Appointment
from booking.calls.call import Call
from booking.calls.deciding import Changed
from booking.calls.paging import Page, Position
from booking.customers.card import Card, Visit
from booking.customers.erasure import Erasure
from booking.customers.export import Exported, OpenLists
from booking.customers.searching import Search


class ErasureChanged(Changed):
    """The erasure is no longer at the version that was read."""


class CardChanged(Changed):
    """The card is no longer at the revision that was read, or an erasure has begun since."""


class CardStore(Protocol):
    """Cards, the keys by which customers are found, and what cards are made of.

    A write raises Busy if it could not finish before the call's time ran out.
    """

    def attempts(self, call: Call) -> Iterator[int]:
        """Yield attempts' numbers, at least one, until the call's time runs out. Waits before each but the first."""

    def card_and_erasure(self, customer_id: str) -> tuple[Card | None, Erasure | None]:
        """Both as they stand."""

    def visits_of(self, customer_id: str) -> Iterable[Visit]:
        """Of all appointments, by start. The list lags a little behind the table."""

    def appointments_made(self, ids: Collection[str]) -> Mapping[str, Appointment]:
        """Those that exist and can be read, by id, as they stand."""

    def save_card(self, before: Card | None, after: Card, erasure: Erasure | None, call: Call) -> None:
        """Save a card and its keys, unless an erasure has begun after this one. Raise CardChanged."""

    def remove_card(self, card: Card, call: Call) -> None:
        """Delete a card and its keys. Raise CardChanged."""

    def found(self, search: Search, after: Position | None, size: int, call: Call) -> Page[Card]:
        """The next `size` cards at most, by what they were found by."""


class CustomerStore(CardStore, Protocol):
    """Lists of a customer's appointments lag a little behind the table; what they list is read as it stands now.

    A write raises Busy if it could not finish before the call's time ran out.
    """

    def erasure(self, customer_id: str) -> Erasure | None:
        """The customer's last erasure."""

    def save_erasure(self, before: Erasure | None, after: Erasure, call: Call) -> None:
        """Raise ErasureChanged."""

    def appointments_of(self, customer_id: str) -> Iterator[Appointment]:
        """All of them, by start. Those that cannot be read are left out, and reported by an error at the end."""

    def page_of(self, customer_id: str, after: Position | None, size: int) -> Exported:
        """The next `size` of them at most."""

    def open_lists(self, customer_id: str) -> OpenLists:
        """The lists of what the customer itself has booked, with each provider."""

    def erase(self, before: Appointment, after: Appointment, call: Call) -> None:
        """Save an appointment without its personal data. Raise AppointmentChanged."""
