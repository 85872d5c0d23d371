"""The store that the use cases of the desk need."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from booking.appointments.appointment import Appointment
from booking.providers.provider import Provider
from booking.rules.ports import RuleStore
from booking.time.intervals import Interval


class DeskStore(RuleStore, Protocol):
    """Reads are consistent, but for those of the index."""

    @property
    def claims_kept(self) -> timedelta:
        """For how long after its slot a claim is kept."""

    def provider(self, provider_id: str) -> Provider:
        """Raise ProviderNotFound."""

    def providers_by_id(self, provider_ids: Collection[str]) -> Mapping[str, Provider]:
        """By id, those that exist, by one request for each 100."""

    def active_by_name(self) -> Iterator[Sequence[str]]:
        """The ids of active providers, a page at a time. The index knows them, and it lags a little behind."""

    def listed_time_off(self, provider: Provider) -> Mapping[str, Interval]:
        """By id, the time off that decides. What is over may be missing."""

    def readable(self, appointment_ids: Collection[str]) -> Mapping[str, Appointment]:
        """By id, by one request for each 100. One that is missing, or that nobody can read, is counted and left out."""

    def starting_between(self, provider: Provider, start: datetime, end: datetime) -> Sequence[tuple[datetime, str]]:
        """The starts and ids of confirmed appointments that begin in [start, end), by the index."""
