"""The store that the use cases of services need, and the exceptions that it may raise."""

from collections.abc import Sequence
from typing import Protocol

from booking.calls.call import Call
from booking.calls.deciding import Changed
from booking.providers.ports import ProviderStore
from booking.providers.provider import Provider
from booking.services.catalog import Page, Place
from booking.services.offering import Offering


class OfferingChanged(Changed):
    """The offering is no longer as it was read."""


class ServiceStore(ProviderStore, Protocol):
    """To decide, the provider is read first. A change of an offering changes the provider, too."""

    def offerings_of(self, provider_id: str) -> Sequence[Offering]:
        """All that the provider has, by service, retired ones too. Without such a provider, none."""

    def services_of(self, provider_id: str) -> Sequence[Offering]:
        """The same, to be shown. Raise ProviderNotFound."""

    def offering(self, provider_id: str, service_id: str) -> Offering:
        """Raise ServiceNotFound."""

    def save_offering(self, provider: Provider, before: Offering | None, after: Offering, call: Call) -> None:
        """`provider`: as it was read. Raise OfferingChanged, ProviderChanged."""

    def catalog(self, service_id: str | None, after: Place | None, size: int) -> Page:
        """The next offerings in force of active providers, `size` at most. Lags a little behind the table."""
