"""What is asked of the use cases that write: values that are right in themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from booking.appointments.appointment import Details
from booking.calls.precondition import ANY_VERSION, Precondition


@dataclass(frozen=True, slots=True)
class CreateAppointment:
    """`sent`: the fields as the client sent them, for telling a repeat under the same key from another request."""

    provider_id: str
    start: datetime
    details: Details
    idempotency_key: str | None = None
    sent: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class RescheduleAppointment:
    appointment_id: str
    start: datetime
    precondition: Precondition = ANY_VERSION


@dataclass(frozen=True, slots=True)
class CancelAppointment:
    appointment_id: str
    reason: str | None = None
    precondition: Precondition = ANY_VERSION
