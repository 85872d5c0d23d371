"""The store that the use cases of appointments need, and the exceptions that it may raise."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Protocol

from booking.appointments.appointment import Appointment
from booking.appointments.open_appointments import OpenAppointments
from booking.calls.call import Call
from booking.calls.deciding import Changed, WriteRefused
from booking.providers.provider import Provider


class AppointmentChanged(Changed):
    """The appointment is no longer at the version that was read."""


class SlotsClaimed(WriteRefused):
    """Another appointment owns slots that this one needs. `slots` holds the starts of some or all of them."""

    def __init__(self, slots: Collection[datetime]) -> None:
        super().__init__("slots are claimed")
        self.slots = slots


class OpenAppointmentsListed(Changed):
    """The list of the customer's open appointments has no room, or is no longer as it was. `listed`: what is on it."""

    def __init__(self, listed: OpenAppointments) -> None:
        super().__init__("appointments are listed")
        self.listed = listed


class AppointmentStore(Protocol):
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

    def claims(self, provider: Provider, slots: range) -> Mapping[int, str]:
        """The claimed ones among the slots, in order, each with the id of the appointment that owns it."""

    def claims_a_moment_ago(self, provider: Provider, slots: range) -> Mapping[int, str]:
        """The same, eventually consistent and at half the price. New writes may be missing, so not for decisions."""

    def book(self, appointment: Appointment, call: Call, over: Collection[str] = ()) -> None:
        """Save a new appointment and its claims; list it if it counts.

        `over`: ids of listed appointments that are over, to be taken off the list. Raise AlreadyExists,
        ProviderChanged, OpenAppointmentsListed, SlotsClaimed.
        """

    def reschedule(self, before: Appointment, after: Appointment, call: Call) -> None:
        """Move an appointment and its claims. Raise ProviderChanged, AppointmentChanged, SlotsClaimed."""

    def cancel(self, before: Appointment, after: Appointment, call: Call) -> None:
        """Cancel an appointment and delete its claims. Raise AppointmentChanged."""
