"""Some dates of a provider, judged by its rules and by what stands there. Pure."""

from collections.abc import Collection
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from typing import NamedTuple

from booking.providers.schedule import MAX_SLOTS
from booking.rules.claims import NO_CLAIMS, Claims
from booking.rules.counting import NEW, Counted, Tally
from booking.rules.limits import dates_to_count
from booking.rules.offer import LATER, Full, Offer, slots_on
from booking.rules.reasons import Reason
from booking.rules.rulebook import Rulebook, Visit
from booking.time.grid import nearest, slot_at, start_of
from booking.time.intervals import Interval


class Reading(NamedTuple):
    """What to read of the claims: those of the slots, and the dates' own windows from a first date on.

    `is_counted`: whether it has to be known which appointments stand, because limits count them.
    """

    slots: range
    first_day: int
    is_counted: bool


class Judged(NamedTuple):
    """The dates with what stands there. `claimed`: the slots that others claim."""

    offer: Offer
    tally: Tally
    claimed: AbstractSet[int]
    full: Full
    slot_minutes: int

    def openings(self) -> list[int]:
        """The slots with which an appointment may begin, in order."""
        return self.offer.openings(self.claimed, self.full)

    def reasons(self, start: datetime) -> list[Reason]:
        """Those against a start on one of the dates."""
        return self.offer.reasons(start, self.claimed, self.full)

    def nearest(self, wanted: datetime, within: timedelta, most: int) -> list[Interval]:
        """The openings nearest to a start, nearest first, each at most `within` from it."""
        slot = self.slot_minutes
        around = range(slot_at(wanted - within, slot), slot_at(wanted + within, slot) + 1)
        found = nearest([at for at in self.openings() if at in around], slot_at(wanted, slot), most)
        return [self.offer.interval_at(start_of(at, slot)) for at in found]


class Dates(NamedTuple):
    """`days`: days since the epoch, on the calendar. `visit`: of an appointment that stands; None for a new one.

    The rulebook must have the windows of the `LATER` dates after them, if they have windows of their own.
    """

    rulebook: Rulebook
    days: range
    now: datetime
    counted: Counted = NEW
    visit: Visit | None = None

    @property
    def are_closed(self) -> bool:
        """Whether nothing new may begin on them, whatever the claims' reading would find."""
        if not is_in_force(self.rulebook):
            return True
        has_windows = any(self.rulebook.windows_on(day) for day in self.days)
        return not has_windows and not self.rulebook.provider.has_overrides

    @property
    def reading(self) -> Reading:
        """Where limits count, it begins early: the first claim of an appointment shows which one stands there."""
        provider, limits = self.rulebook.provider, self.rulebook.limits
        visit = self.visit or self.rulebook.visit or _NO_VISIT
        days = dates_to_count(limits, self.days) if limits else self.days
        slots = slots_on(provider, days)
        early, late = MAX_SLOTS if limits else visit.before, (visit.length or 0) + visit.after
        return Reading(range(slots.start - early, slots.stop + late), days.start, bool(limits))

    def judged(self, claims: Claims = NO_CLAIMS, taken: Collection[int] = ()) -> Judged:
        """`taken`: slots that a write found claimed, for the claims may have been read a moment too early."""
        rulebook = self.rulebook.with_overrides(claims.overrides)
        provider, others = rulebook.provider, claims.foreign(self.counted.appointment_id)
        tally = Tally(rulebook.limits, claims, provider.tz, self.counted)
        return Judged(
            Offer(rulebook, self.days, self.now, self.visit),
            tally,
            {*others, *taken} if taken else others,
            tally.full(self.days),
            provider.slot_minutes,
        )


_NO_VISIT = Visit(0)


def is_in_force(rulebook: Rulebook) -> bool:
    """Whether there may be bookings at all: neither the provider nor the service is out of use."""
    return rulebook.provider.is_active and (rulebook.offering is None or rulebook.offering.is_active)


def later_than(days: range) -> range:
    """The dates after some, on which an appointment that starts on them may end."""
    return range(days.stop, days.stop + LATER)
