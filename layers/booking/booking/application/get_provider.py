"""Read a provider."""

from booking.application.store import BookingStore
from booking.domain.errors import ProviderNotFound
from booking.domain.providers import Provider


def get_provider(provider_id: str, store: BookingStore) -> Provider:
    """Raises ProviderNotFound."""
    provider = store.provider(provider_id)
    if provider is None:
        raise ProviderNotFound(provider_id)
    return provider
