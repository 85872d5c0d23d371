"""What else is free, when the wanted slot is taken."""

from collections.abc import Collection
from datetime import datetime

from booking.appointments.appointment import Appointment, foreign
from booking.appointments.ports import AppointmentStore
from booking.appointments.refusals import SlotTaken
from booking.calls.call import Call
from booking.calls.refusals import Busy
from booking.providers.provider import ALTERNATIVES, ALTERNATIVES_WITHIN, Provider
from booking.time.grid import slot_at
from booking.time.intervals import Interval

SECONDS_FOR_A_READING = 3.5
"""What the store takes for a reading at most: two attempts and the wait in between."""


def slot_taken(
    wanted: Appointment,
    provider: Provider,
    store: AppointmentStore,
    call: Call,
    *,
    taken: Collection[datetime],
) -> SlotTaken:
    """The refusal, with the free intervals nearest to the wanted one: those found while time and table suffice.

    The own claims of an appointment that was to be moved count as free, but the time that it has is no alternative.
    `taken`: the starts of slots that the write found claimed, for the claims read here may be a moment old.
    """
    start, length, now = wanted.interval.start, wanted.interval.length, wanted.change.origin.at
    found: list[Interval] = []
    taken_slots = {slot_at(slot, provider.slot_minutes) for slot in taken}
    for within in ALTERNATIVES_WITHIN:
        if len(found) == ALTERNATIVES or call.seconds_left() < SECONDS_FOR_A_READING:
            break
        try:
            claims = store.claims_a_moment_ago(provider, provider.slots_around(start, length, within))
        except Busy:  # the refusal is certain; what is free is a hint
            break
        others = sorted({*foreign(claims, wanted.id), *taken_slots})
        found = provider.alternatives(start, now, others, length, within, besides=wanted.change.previous)
    return SlotTaken(start, found, provider.timezone)
