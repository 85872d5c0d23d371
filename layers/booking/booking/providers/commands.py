"""Commands: the input of the use cases that write. Each value is valid on its own."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from booking.calls.precondition import ANY_VERSION, Precondition
from booking.providers.provider import DEFAULT_SLOT_MINUTES, ProviderDetails
from booking.providers.schedule import Window


class CreateProvider(NamedTuple):
    """`sent`: the fields as the client sent them. They tell a repeat with the same key from a different request."""

    name: str
    timezone: str
    email: str | None = None
    slot_minutes: int = DEFAULT_SLOT_MINUTES
    idempotency_key: str | None = None
    sent: Mapping[str, Any] | None = None
    subject: str | None = None


class UpdateProvider(NamedTuple):
    provider_id: str
    details: ProviderDetails
    precondition: Precondition = ANY_VERSION


class UpdateSchedule(NamedTuple):
    """`week` is by weekday name, and a missing day is closed. `appointment_duration` is in minutes.

    `is_dry_run`: nothing is to be written.
    """

    provider_id: str
    week: Mapping[str, Sequence[Window]]
    appointment_duration: int
    timezone: str | None = None
    precondition: Precondition = ANY_VERSION
    is_dry_run: bool = False


class ChangeState(NamedTuple):
    """To deactivate or to reactivate a provider. `is_dry_run`: nothing is to be written."""

    provider_id: str
    precondition: Precondition = ANY_VERSION
    is_dry_run: bool = False
