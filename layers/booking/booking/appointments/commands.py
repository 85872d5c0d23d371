"""What is asked of the use cases that write: values that are right in themselves."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from booking.appointments.appointment import Details
from booking.calls.precondition import ANY_VERSION, Precondition


class CreateAppointment(NamedTuple):
    """`sent`: the fields as the client sent them, for telling a repeat under the same key from another request."""

    provider_id: str
    start: datetime
    details: Details
    idempotency_key: str | None = None
    sent: Mapping[str, Any] | None = None


class RescheduleAppointment(NamedTuple):
    appointment_id: str
    start: datetime
    precondition: Precondition = ANY_VERSION


class CancelAppointment(NamedTuple):
    appointment_id: str
    reason: str | None = None
    precondition: Precondition = ANY_VERSION
