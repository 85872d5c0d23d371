"""The openings of a date."""

from dataclasses import dataclass
from datetime import date

from booking.providers.provider import Provider
from booking.time.intervals import Interval


@dataclass(frozen=True, slots=True)
class Availability:
    """The free intervals of a date in the provider's zone, in order, each `duration` minutes long."""

    provider: Provider
    day: date
    duration: int | None
    free: list[Interval]
