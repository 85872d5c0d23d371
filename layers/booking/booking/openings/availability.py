"""What is asked about openings, and what is found."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple, Self

from booking.openings.emptiness import Emptiness
from booking.providers.provider import Provider
from booking.time.grid import start_of
from booking.time.intervals import Interval


class AvailabilityQuery(NamedTuple):
    """The dates `first` to `last`, both included, in `timezone`: by default in the provider's zone.

    - `appointment_id`: of the one to be moved.
    - `most`: how many openings to list. None for all.
    - `is_next_wanted`: whether to look beyond the dates if they have no openings.
    """

    provider_id: str
    first: date
    last: date
    timezone: str | None = None
    service_id: str | None = None
    appointment_id: str | None = None
    most: int | None = None
    is_next_wanted: bool = False

    @classmethod
    def on(cls, provider_id: str, day: date, service_id: str | None = None, appointment_id: str | None = None) -> Self:
        """On one date in the provider's zone."""
        return cls(provider_id, day, day, None, service_id, appointment_id)


class Openings(NamedTuple):
    """The slots of their starts, in order, and the slot after each."""

    starts: Sequence[int]
    ends: Sequence[int]

    def up_to(self, most: int | None) -> "Openings":
        return Openings(self.starts[:most], self.ends[:most])

    def intervals(self, slot_minutes: int) -> list[Interval]:
        pairs = zip(self.starts, self.ends, strict=True)
        return [Interval(start_of(start, slot_minutes), start_of(end, slot_minutes)) for start, end in pairs]


NO_OPENINGS = Openings((), ())


class Soonest(NamedTuple):
    """The first openings from some date on. All starts before `searched_until` were looked at."""

    provider: Provider
    openings: Openings
    searched_until: datetime


class Availability(NamedTuple):
    """The openings on dates of a zone.

    `duration` is in minutes: None for whole dates, and while nothing says how long an appointment is; then there are
    no openings. `empty_because`: None if there are openings. `soonest`: None if nobody asked for it, or needs it.
    """

    provider: Provider
    timezone: str
    duration: int | None
    openings: Openings
    empty_because: Emptiness | None = None
    soonest: Soonest | None = None

    @property
    def free(self) -> list[Interval]:
        return self.openings.intervals(self.provider.slot_minutes)
