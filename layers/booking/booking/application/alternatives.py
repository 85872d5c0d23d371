"""What else is free, when the wanted slot is taken."""

from collections.abc import Collection
from datetime import datetime

from booking.application.store import BookingStore
from booking.domain.appointments import Appointment
from booking.domain.errors import SlotTaken
from booking.domain.providers import ALTERNATIVES, ALTERNATIVES_WITHIN, Provider, claims_around


def slot_taken(
    wanted: Appointment, provider: Provider, taken: Collection[datetime], store: BookingStore, now: datetime
) -> SlotTaken:
    """The refusal, with the free intervals nearest to the wanted one.

    The own claims of an appointment that was to be moved count as free, but the time that it has is no alternative.
    `taken`: the slots that the write found claimed, for the claims read here may be a moment old.
    """
    start, length = wanted.interval.start, wanted.interval.length
    for within in ALTERNATIVES_WITHIN:
        claims = store.recent_claims(provider.id, claims_around(start, length, within))
        foreign = {slot for slot, owner in claims.items() if owner != wanted.id} | {*taken}
        found = provider.alternatives(start, now, foreign, length, within, besides=wanted.change.previous)
        if len(found) == ALTERNATIVES:
            break
    return SlotTaken(start, found, provider.timezone)
