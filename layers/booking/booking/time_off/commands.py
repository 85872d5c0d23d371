"""Commands: the input of the use cases that write."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from booking.calls.precondition import ANY_VERSION, Precondition
from booking.time_off.time_off import Period


class AddTimeOff(NamedTuple):
    """`sent`: the fields as the client sent them. They tell a repeat with the same key from a different request."""

    provider_id: str
    period: Period
    reason: str | None = None
    idempotency_key: str | None = None
    sent: Mapping[str, Any] | None = None
    is_dry_run: bool = False


class SetTimeOff(NamedTuple):
    provider_id: str
    time_off_id: str
    period: Period
    reason: str | None = None
    precondition: Precondition = ANY_VERSION
    is_dry_run: bool = False


class RemoveTimeOff(NamedTuple):
    provider_id: str
    time_off_id: str
    precondition: Precondition = ANY_VERSION
