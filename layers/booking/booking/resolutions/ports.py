"""The store that the use cases of resolutions need, and the exceptions that it may raise."""

from collections.abc import Collection, Mapping
from typing import Protocol

from booking.appointments.appointment import Appointment
from booking.appointments.ports import AppointmentStore
from booking.calls.call import Call
from booking.calls.deciding import Changed, WriteRefused
from booking.providers.provider import Provider
from booking.resolutions.outcome import Outcome
from booking.resolutions.resolution import Resolution


class ResolutionChanged(Changed):
    """The resolution is no longer at the version that was read."""


class OutcomeKnown(WriteRefused):
    """The resolution has an outcome for this appointment already."""


class ResolutionStore(AppointmentStore, Protocol):
    """Reads are consistent.

    A move or a cancellation whose origin names a resolution stores its outcome in the same transaction. It raises
    OutcomeKnown, too.
    """

    def providers_by_id(self, provider_ids: Collection[str]) -> Mapping[str, Provider]:
        """By id, those that exist, by one request for each 100."""

    def readable(self, appointment_ids: Collection[str]) -> Mapping[str, Appointment]:
        """By id, by one request for each 100. One that is missing, or that nobody can read, is counted and left out."""

    def resolution(self, provider_id: str, resolution_id: str) -> Resolution | None: ...

    def add_resolution(self, resolution: Resolution, call: Call) -> None:
        """Raise AlreadyExists."""

    def save_resolution(self, before: Resolution, after: Resolution, call: Call) -> None:
        """Raise ResolutionChanged."""

    def outcomes(self, resolution: Resolution) -> Mapping[str, Outcome]:
        """By the appointment's id."""

    def settle(self, outcome: Outcome, call: Call) -> None:
        """Store an outcome that changes no appointment, unless the appointment has one."""
