"""The openings on some dates."""

from datetime import date
from typing import NamedTuple, Self

from booking.providers.provider import Provider
from booking.providers.schedule import day_number
from booking.time.grid import start_of
from booking.time.intervals import Interval


class AvailabilityQuery(NamedTuple):
    """`days`: dates in the provider's zone, as days since the epoch. `appointment_id`: of the one to be moved."""

    provider_id: str
    days: range
    service_id: str | None = None
    appointment_id: str | None = None

    @classmethod
    def on(cls, provider_id: str, day: date, service_id: str | None = None, appointment_id: str | None = None) -> Self:
        return cls(provider_id, range(day_number(day), day_number(day) + 1), service_id, appointment_id)


class Availability(NamedTuple):
    """The openings on dates of the provider's zone (days since the epoch): the slots of their starts, in order.

    `ends`: the slot after each. `duration` is in minutes: None for whole dates, and while nothing says how long an
    appointment is; then there are no openings.
    """

    provider: Provider
    days: range
    duration: int | None
    starts: list[int]
    ends: list[int]

    @property
    def free(self) -> list[Interval]:
        """The openings as intervals."""
        slot = self.provider.slot_minutes
        openings = zip(self.starts, self.ends, strict=True)
        return [Interval(start_of(start, slot), start_of(end, slot)) for start, end in openings]
