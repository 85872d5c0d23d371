"""An offering: a service as one provider offers it."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from booking.calls.record import Recorded
from booking.providers.rules import Rules

WHOLE_DAY: Literal["day"] = "day"
"""The duration of a service that takes a whole date, from its first instant to that of the next."""


_SERVICE_ID = re.compile(r"[a-z0-9-]{1,64}")


def is_service_id(text: str) -> bool:
    """Whether a service can have this id: 1 to 64 of a-z, 0-9 and -."""
    return _SERVICE_ID.fullmatch(text) is not None


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
