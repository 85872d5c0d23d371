"""Read a provider."""

from booking.application.store import BookingStore
from booking.domain.providers import Provider


def get_provider(provider_id: str, store: BookingStore) -> Provider:
    """Raises ProviderNotFound."""
    return store.provider(provider_id)
