"""The slots of a provider that are free on a date."""

from dataclasses import dataclass
from datetime import date

from booking.application.call import Call
from booking.application.get_provider import get_provider
from booking.application.store import BookingStore
from booking.domain.intervals import Interval, hull
from booking.domain.providers import Provider


@dataclass(frozen=True, slots=True)
class Availability:
    """The free intervals of a date in the provider's zone, in order."""

    provider: Provider
    day: date
    free: list[Interval]


def get_availability(provider_id: str, day: date, store: BookingStore, call: Call) -> Availability:
    """Raises ProviderNotFound."""
    provider = get_provider(provider_id, store)
    bookable = list(provider.bookable(day, call.now()))
    claimed = store.claims(provider_id, hull(bookable)) if bookable else {}
    return Availability(provider, day, provider.free(bookable, claimed))
