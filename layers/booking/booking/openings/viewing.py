"""Dates of a viewer's zone, as dates of the provider's zone."""

from booking.openings.finding import Finder
from booking.rules.offer import date_number, slots_on
from booking.time.grid import start_of
from booking.time.zones import zone

_APART = 2
"""Two zones never show dates that are further apart."""


def viewed(days: range, timezone: str, finder: Finder) -> tuple[range, range]:
    """The provider's dates that share an instant with the viewer's dates, and the slots of the viewer's dates.

    Both kinds of dates are days since the epoch. Dates far from those that can be booked are cut off.
    """
    bookable = finder.bookable
    near = range(max(days.start, bookable.start - _APART), min(days.stop, bookable.stop + _APART))
    provider, slots = finder.provider, slots_on(finder.provider, near, zone(timezone))
    if not slots:
        return days, slots
    first, last = start_of(slots.start, provider.slot_minutes), start_of(slots.stop - 1, provider.slot_minutes)
    return range(date_number(first, provider.tz), date_number(last, provider.tz) + 1), slots
