"""An offering: a service as one provider offers it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from booking.calls.record import Recorded
from booking.providers.rules import Rules

WHOLE_DAY: Literal["day"] = "day"
"""The duration of a service that takes a whole date, from its first instant to that of the next."""


class OfferingChange(StrEnum):
    """The changes that an offering can have."""

    CHANGED = "ServiceChanged"
    RETIRED = "ServiceRetired"


@dataclass(frozen=True, slots=True)
class Offering(Recorded):
    """`id` is that of the service: several providers may offer it, each with its own offering.

    `duration` is in minutes, or "day". A rule that is not set is the provider's. A retired one is not `is_active`.
    """

    provider_id: str
    name: str
    description: str | None
    duration: int | Literal["day"]
    rules: Rules
    is_active: bool
