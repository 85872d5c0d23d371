"""A start that is asked about, and what is against it."""

from datetime import datetime
from typing import NamedTuple

from booking.providers.provider import Provider
from booking.rules.against import Against


class StartQuery(NamedTuple):
    """`appointment_id`: of the one to be moved."""

    provider_id: str
    start: datetime
    service_id: str | None = None
    appointment_id: str | None = None


class Explained(NamedTuple):
    """`end`: None if nothing says how long an appointment is. A start without reasons is offered."""

    provider: Provider
    start: datetime
    end: datetime | None
    reasons: list[Against]
