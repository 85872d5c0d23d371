"""What the use cases of providers need of a store, and the outcome that it may report besides success."""

from collections.abc import Iterator
from typing import Protocol

from booking.calls.call import Call
from booking.calls.deciding import Changed
from booking.providers.provider import Provider


class ProviderChanged(Changed):
    """The provider is no longer at the version that was read."""


class ProviderStore(Protocol):
    """Reads that decide are consistent. Every write happens whole or not at all, at most once.

    A write raises Busy when it did not come through before the call's time ran out.
    """

    def attempts(self, call: Call) -> Iterator[int]:
        """Number the attempts at something, one at least, with a wait before each but the first; end with the time."""

    def provider(self, provider_id: str) -> Provider:
        """Raise ProviderNotFound."""

    def add_provider(self, provider: Provider, call: Call) -> None:
        """Raise AlreadyExists."""

    def update_schedule(self, before: Provider, after: Provider, call: Call) -> None:
        """Raise ProviderChanged."""
