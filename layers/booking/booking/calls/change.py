"""The change that a write made. It is stored with the entity and becomes exactly one event."""

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from booking.time.intervals import Interval


class Author(NamedTuple):
    """Who changed something: the kind and the id of the caller, and the way on which the request came (`api`)."""

    kind: str
    id: str
    via: str


class Origin(NamedTuple):
    """One attempt to change something: its id, the instant (UTC, whole seconds), its author, the request.

    `resolution_id`: of the resolution that changes it, if one does. The id is random, unless it is derived from one.
    """

    id: str
    at: datetime
    by: Author
    correlation_id: str
    resolution_id: str | None = None


class Previous(NamedTuple):
    """Where an appointment was before it was moved. `service_id` is None for the provider's own duration."""

    interval: Interval
    provider_id: str
    service_id: str | None


class Change(NamedTuple):
    """The last change of an entity. `type` names it in the past tense and is also the type of the event.

    - `previous`: where an appointment was before it was rescheduled.
    - `dates`: of a provider, those whose overrides changed.
    - `fields`: those that were corrected, as clients write them. Never their values.
    - `provider_version`: of a service or of time off, the version of its provider that the change made.
    """

    type: StrEnum
    origin: Origin
    previous: Previous | None = None
    dates: tuple[date, ...] = ()
    fields: tuple[str, ...] = ()
    provider_version: int | None = None
