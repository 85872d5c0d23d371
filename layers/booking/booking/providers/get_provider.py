"""Read a provider."""

from booking.providers.ports import ProviderStore
from booking.providers.provider import Provider


def get_provider(provider_id: str, store: ProviderStore) -> Provider:
    """Raises ProviderNotFound."""
    return store.provider(provider_id)
