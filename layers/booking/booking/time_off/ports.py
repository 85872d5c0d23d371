"""The store that the use cases of time off need, and the exception that it may raise."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from booking.calls.call import Call
from booking.calls.deciding import Changed
from booking.providers.provider import Provider
from booking.rules.ports import RuleStore
from booking.time_off.time_off import Listed, TimeOff


class TimeOffChanged(Changed):
    """The entry is no longer at the version that was read."""


class TimeOffStore(RuleStore, Protocol):
    """Reads are consistent. Whoever reads the provider first knows by its version whether time off has changed since.

    A write raises Busy if it could not finish before the call's time ran out.
    """

    def attempts(self, call: Call) -> Iterator[int]:
        """Yield attempts' numbers, at least one, until the call's time runs out. Waits before each but the first."""

    def provider(self, provider_id: str) -> Provider:
        """Raise ProviderNotFound."""

    def time_off(self, provider: Provider, time_off_id: str) -> TimeOff | None:
        """The entry, removed or not."""

    def time_off_and_list(self, provider: Provider, time_off_id: str) -> tuple[TimeOff | None, Listed]:
        """The entry, and the list of those that are not over."""

    def all_time_off(self, provider: Provider) -> Iterable[TimeOff]:
        """All entries that there ever were, in any order."""

    def save_time_off(
        self, provider: Provider, before: TimeOff | None, after: TimeOff, listed: Listed, call: Call
    ) -> None:
        """Save the entry and the list, and touch the provider. Raise ProviderChanged, TimeOffChanged."""
