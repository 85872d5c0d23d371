"""The store that the use cases of overrides need."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Protocol

from booking.calls.call import Call
from booking.overrides.override import Override
from booking.providers.provider import Provider
from booking.providers.schedule import Window
from booking.rules.ports import RuleStore


class OverrideStore(RuleStore, Protocol):
    """Reads are consistent, except for the list.

    Whoever reads the provider first knows by its version whether overrides have changed since.

    A write raises Busy if it could not finish before the call's time ran out.
    """

    def attempts(self, call: Call) -> Iterator[int]:
        """Yield attempts' numbers, at least one, until the call's time runs out. Waits before each but the first."""

    def provider(self, provider_id: str) -> Provider:
        """Raise ProviderNotFound."""

    def overrides_on(self, provider: Provider, days: Collection[date]) -> Mapping[date, tuple[Window, ...]]:
        """The overrides of some dates."""

    def overrides_between(self, provider: Provider, first: date, last: date) -> Sequence[Override]:
        """The overrides of the dates first to last (both included), in order, as they were a moment ago."""

    def save_overrides(self, before: Provider, after: Provider, changed: Collection[Override], call: Call) -> None:
        """Save the provider with its overrides, all or none. Raise ProviderChanged."""
