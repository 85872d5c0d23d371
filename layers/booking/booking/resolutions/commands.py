"""Commands: the input of the use cases that write."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from booking.providers.between import DayOrInstant
from booking.resolutions.resolution import Request


class RequestResolution(NamedTuple):
    """`begin`, `end`: dates are of the provider's zone, and the last one is included.

    `sent`: the fields as the client sent them. They tell a repeat with the same key from a different request.
    """

    provider_id: str
    begin: DayOrInstant
    end: DayOrInstant
    request: Request
    idempotency_key: str | None = None
    sent: Mapping[str, Any] | None = None
