"""The change that a write made: kept with the entity, it becomes exactly one event."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from booking.time.intervals import Interval


class Origin(NamedTuple):
    """Of one attempt to change something: its random id, the instant (UTC, whole seconds), the caller, the request."""

    id: str
    at: datetime
    by: str
    correlation_id: str


class Change(NamedTuple):
    """The last change of an entity. `type` says what happened, in the past tense: it is the type of the event.

    `previous`: where an appointment stood before it was rescheduled.
    """

    type: StrEnum
    origin: Origin
    previous: Interval | None = None
