"""What the use cases of appointments need of a store, and the outcomes that it may report besides success."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Protocol

from booking.appointments.appointment import Appointment
from booking.calls.call import Call
from booking.calls.deciding import Changed, WriteRefused
from booking.providers.provider import Provider


class AppointmentChanged(Changed):
    """The appointment is no longer at the version that was read."""


class SlotsClaimed(WriteRefused):
    """Another appointment owns slots that this one needs: those whose starts are named, perhaps more."""

    def __init__(self, slots: Collection[datetime]) -> None:
        super().__init__("slots are claimed")
        self.slots = slots


class AppointmentStore(Protocol):
    """Reads that decide are consistent. Every write happens whole or not at all, at most once.

    A write raises Busy when it did not come through before the call's time ran out.
    """

    def attempts(self, call: Call) -> Iterator[int]:
        """Number the attempts at something, one at least, with a wait before each but the first; end with the time."""

    def provider(self, provider_id: str) -> Provider:
        """Raise ProviderNotFound."""

    def remembered_provider(self, provider_id: str) -> Provider | None:
        """As it was read not long ago: it may have changed since.

        Good for a write, which proves its version, and for nothing else.
        """

    def appointment(self, appointment_id: str) -> Appointment:
        """Raise AppointmentNotFound."""

    def appointment_made(self, appointment_id: str) -> Appointment | None:
        """The same, for an id that may not have been given yet."""

    def provider_and_appointment(
        self, provider_id: str, appointment_id: str
    ) -> tuple[Provider | None, Appointment | None]:
        """Both in one request."""

    def claims(self, provider: Provider, slots: range) -> Mapping[int, str]:
        """Those of the slots that are claimed, in order, each with the id of the appointment that owns it."""

    def claims_a_moment_ago(self, provider: Provider, slots: range) -> Mapping[int, str]:
        """The same, eventually consistent at half the price: the newest writes may be missing. Not for decisions."""

    def book(self, appointment: Appointment, call: Call) -> None:
        """Save a new appointment and its claims. Raise AlreadyExists, ProviderChanged, SlotsClaimed."""

    def reschedule(self, before: Appointment, after: Appointment, call: Call) -> None:
        """Move an appointment and its claims. Raise ProviderChanged, AppointmentChanged, SlotsClaimed."""

    def cancel(self, before: Appointment, after: Appointment, call: Call) -> None:
        """Cancel an appointment and give up its claims. Raise AppointmentChanged."""
