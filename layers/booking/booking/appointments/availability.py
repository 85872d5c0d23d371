"""The openings of a date."""

from datetime import date, timedelta
from typing import NamedTuple

from booking.providers.provider import Provider
from booking.time.grid import start_of
from booking.time.intervals import Interval


class Availability(NamedTuple):
    """The openings of a date in the provider's zone. `starts` are slots, in order.

    `duration` is in minutes. It is None while the provider has no schedule; then there are no openings.
    """

    provider: Provider
    day: date
    duration: int | None
    starts: list[int]

    @property
    def free(self) -> list[Interval]:
        """The openings as intervals."""
        length = timedelta(minutes=self.duration or 0)
        starts = (start_of(slot, self.provider.slot_minutes) for slot in self.starts)
        return [Interval(start, start + length) for start in starts]
