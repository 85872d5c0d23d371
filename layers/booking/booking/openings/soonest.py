"""The soonest openings from some date on, found in a few readings."""

from collections.abc import Iterator
from datetime import UTC, datetime, time

from booking.appointments.refusing import SECONDS_FOR_A_READING
from booking.calls.call import Call
from booking.openings.availability import Openings, Soonest
from booking.openings.finding import Finder
from booking.providers.schedule import date_of

WINDOWS = (7, 31, 93)
"""How many dates have been looked at after each reading. Each further reading takes as many as the last number says."""


def soonest(finder: Finder, first: int, most: int, call: Call, within: range | None = None) -> Soonest:
    """The first openings on the date `first` (days since the epoch) or later, up to the horizon.

    `within`: the slots that count, by default all. The search ends early if the call's time is short.
    Raises ServiceNotFound, Busy.
    """
    starts: list[int] = []
    ends: list[int] = []
    first = beyond = min(max(first, finder.today), finder.bookable.stop)
    for days in _windows(first, finder.bookable.stop):
        if len(starts) >= most or call.seconds_left() < SECONDS_FOR_A_READING:
            break
        found = finder.on(days, within)
        starts += found.openings.starts
        ends += found.openings.ends
        horizon = finder.today + found.rulebook.horizon + 1
        searched = horizon if finder.is_in_vain(found) else days.stop
        beyond = max(min(searched, horizon), first)
        if searched >= horizon:
            break
    midnight = datetime.combine(date_of(beyond), time(), finder.provider.tz).astimezone(UTC)
    return Soonest(finder.provider, Openings(starts, ends).up_to(most), midnight)


def _windows(first: int, beyond: int) -> Iterator[range]:
    """Dates one after another, few at first."""
    start = first
    while start < beyond:
        searched = start - first
        length = next((window for window in WINDOWS if window > searched), searched + WINDOWS[-1])
        yield range(start, min(first + length, beyond))
        start = first + length
