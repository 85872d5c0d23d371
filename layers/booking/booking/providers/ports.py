"""The store that the use cases of providers need, and the exception that it may raise."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from booking.calls.call import Call
from booking.calls.deciding import Changed
from booking.calls.paging import Page, Position
from booking.providers.provider import Provider
from booking.providers.rules import Offered


class ProviderChanged(Changed):
    """The provider is no longer at the version that was read."""


class ProviderStore(Protocol):
    """Reads that a decision depends on are consistent. A write happens as a whole or not at all, and at most once.

    A write raises Busy if it could not finish before the call's time ran out.
    """

    def attempts(self, call: Call) -> Iterator[int]:
        """Yield attempts' numbers, at least one, until the call's time runs out. Waits before each but the first."""

    def provider(self, provider_id: str) -> Provider:
        """Raise ProviderNotFound."""

    def by_name(self, after: Position | None, size: int, call: Call, *, with_inactive: bool) -> Page[Provider]:
        """The next `size` of all providers at most. The list lags a little behind; each is as it stands now.

        Without `with_inactive` some may be inactive all the same: those that the list does not know to be so yet.
        """

    def add_provider(self, provider: Provider, call: Call) -> None:
        """Raise AlreadyExists."""

    def update_provider(self, before: Provider, after: Provider, call: Call) -> None:
        """Raise ProviderChanged."""


class RulesStore(ProviderStore, Protocol):
    """What a change of a provider's rules needs besides."""

    def offered(self, provider_id: str) -> Sequence[Offered]:
        """The provider's active services. What was read before says nothing about them: the provider is read first."""
