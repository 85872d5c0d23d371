"""What else is free, when the wanted slot is taken."""

from datetime import datetime

from booking.application.store import BookingStore
from booking.domain.appointments import Appointment
from booking.domain.errors import SlotTaken
from booking.domain.providers import Provider, claims_around


def slot_taken(wanted: Appointment, provider: Provider, store: BookingStore, now: datetime) -> SlotTaken:
    """The refusal, with the free intervals nearest to the wanted one.

    The own claims of an appointment that was to be moved count as free, but the time that it has is no alternative.
    """
    start, length = wanted.interval.start, wanted.interval.length
    claims = store.claims(provider.id, claims_around(start, length))
    foreign = {slot for slot, owner in claims.items() if owner != wanted.id}
    return SlotTaken(
        start, provider.alternatives(start, now, foreign, length, wanted.change.previous), provider.timezone
    )
