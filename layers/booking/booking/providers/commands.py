"""What is asked of the use cases that write: values that are right in themselves."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from booking.calls.precondition import ANY_VERSION, Precondition
from booking.providers.provider import DEFAULT_SLOT_MINUTES
from booking.providers.schedule import Window


class CreateProvider(NamedTuple):
    """`sent`: the fields as the client sent them, for telling a repeat under the same key from another request."""

    name: str
    timezone: str
    email: str | None = None
    slot_minutes: int = DEFAULT_SLOT_MINUTES
    idempotency_key: str | None = None
    sent: Mapping[str, Any] | None = None


class UpdateSchedule(NamedTuple):
    """`week` by weekday name, a day left out is closed; `appointment_duration` in minutes."""

    provider_id: str
    week: Mapping[str, Sequence[Window]]
    appointment_duration: int
    timezone: str | None = None
    precondition: Precondition = ANY_VERSION
