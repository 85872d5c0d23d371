"""An event of the bus, as its consumers get it: late, twice, or behind a newer one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from booking.calls.change import Author
from booking.time.instants import instant_of

SOURCE = "booking-service"


class NoEvent(Exception):
    """The message is no event of this service."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """`type`: what happened, in the past tense. `at`: when, in UTC. `sequence` grows with every event of the entity.

    - `by`: who did it; None in events of before 2.0.
    - `resolution_id`: of the resolution that caused it; None if a request did.
    - `data`: as docs/events describes it. It holds no personal data but `customer.id`. Newer events may have more.
    """

    id: str
    type: str
    at: datetime
    sequence: int
    correlation_id: str
    by: Author | None
    resolution_id: str | None
    data: Mapping[str, Any]


def delivered(message: str) -> Delivered:
    """The event in a message that a rule of the bus has put on a queue. Raises NoEvent."""
    try:
        envelope = json.loads(message)
        if envelope["source"] != SOURCE:
            raise NoEvent
        return event_of(envelope["detail"])
    except (ValueError, TypeError, KeyError) as error:
        raise NoEvent from error


def event_of(detail: Mapping[str, Any]) -> Delivered:
    """The event of a detail, as docs/events describes it. Raises KeyError, TypeError, ValueError."""
    by = detail.get("by")
    return Delivered(
        id=detail["eventId"],
        type=detail["eventType"],
        at=instant_of(detail["occurredAt"]),
        sequence=int(detail["sequence"]),
        correlation_id=detail["correlationId"],
        by=by and Author(by["kind"], by["id"] or "", by["via"]),
        resolution_id=detail.get("resolutionId"),
        data={**detail["data"]},
    )
