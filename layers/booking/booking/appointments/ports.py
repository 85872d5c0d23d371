"""The store that the use cases of appointments need, and the exceptions that it may raise."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Protocol

from booking.appointments.appointment import Appointment
from booking.appointments.listed import Selection
from booking.appointments.open_appointments import OpenAppointments
from booking.calls.call import Call
from booking.calls.deciding import Changed, WriteRefused
from booking.calls.paging import Page, Position
from booking.providers.provider import Provider
from booking.rules.ports import RuleStore


class AppointmentChanged(Changed):
    """The appointment is no longer at the version that was read."""


class SlotsClaimed(WriteRefused):
    """Another appointment owns slots that this one needs. `slots` holds the starts of some or all of them."""

    def __init__(self, slots: Collection[datetime]) -> None:
        super().__init__("slots are claimed")
        self.slots = slots


class TicketTaken(Changed):
    """Another appointment has taken the ticket of a limit since it was read as free."""


class OpenAppointmentsListed(Changed):
    """The list of the customer's open appointments has no room, or is no longer as it was. `listed`: what is on it."""

    def __init__(self, listed: OpenAppointments) -> None:
        super().__init__("appointments are listed")
        self.listed = listed


class AppointmentStore(RuleStore, Protocol):
    """Reads that a decision depends on are consistent. A write happens as a whole or not at all, and at most once.

    A write raises Busy if it could not finish before the call's time ran out.
    """

    def attempts(self, call: Call) -> Iterator[int]:
        """Yield attempts' numbers, at least one, until the call's time runs out. Waits before each but the first."""

    def provider(self, provider_id: str) -> Provider:
        """Raise ProviderNotFound."""

    def remembered_provider(self, provider_id: str) -> Provider | None:
        """The provider as read a short time ago. It may have changed since.

        Use it only for a write, because the write checks its version.
        """

    def appointment(self, appointment_id: str) -> Appointment:
        """Raise AppointmentNotFound."""

    def appointment_made(self, appointment_id: str) -> Appointment | None:
        """The appointment, or None if this id is not in use yet."""

    def provider_and_appointment(
        self, provider_id: str, appointment_id: str
    ) -> tuple[Provider | None, Appointment | None]:
        """Both, by one request."""

    def selected(self, selection: Selection, after: Position | None, size: int, call: Call) -> Page[Appointment]:
        """The next `size` of them at most, by start. The list lags a little behind; each is as it stands now."""

    def book(self, appointment: Appointment, call: Call, over: Collection[str] = ()) -> None:
        """Save a new appointment with its claims and tickets; list it if it counts.

        `over`: ids of listed appointments that are over, to be taken off the list. Raise AlreadyExists,
        ProviderChanged, OpenAppointmentsListed, SlotsClaimed, TicketTaken.
        """

    def reschedule(self, before: Appointment, after: Appointment, call: Call, over: Collection[str] = ()) -> None:
        """Move an appointment with its claims and tickets, also to another provider; list it there if it counts.

        `over`: as for `book`. Raise ProviderChanged, AppointmentChanged, OpenAppointmentsListed, SlotsClaimed,
        TicketTaken.
        """

    def save(self, before: Appointment, after: Appointment, call: Call) -> None:
        """Save a change that takes no other time, and free what it no longer claims. Raise AppointmentChanged."""

    def cancel(self, before: Appointment, after: Appointment, call: Call) -> None:
        """Cancel an appointment, and delete its claims and tickets. Raise AppointmentChanged."""
