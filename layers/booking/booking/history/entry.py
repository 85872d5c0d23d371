"""An entry of a history: what made one version of an appointment or a provider."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from booking.bus.delivered import Delivered
from booking.calls.change import Author

NOT_RECORDED = "NotRecorded"
"""The type of an entry about a version of which nothing is known but that there was one.

`make backfill` writes them for what happened before histories were kept.
"""

ERASED = "PersonalDataErased"
"""The type of an entry about a version that has no event of its own: the personal data was erased."""


class Kind(StrEnum):
    APPOINTMENT = "APPOINTMENT"
    PROVIDER = "PROVIDER"


class Whose(NamedTuple):
    """The entity that has the history."""

    kind: Kind
    id: str


class Entry(NamedTuple):
    """`type`: what happened: the type of its event, or one of the two above. `at`: when (UTC); `by`: who did it.

    `facts`: the data of the event without the customer's id. No personal data.
    """

    whose: Whose
    version: int
    type: str
    at: datetime | None = None
    by: Author | None = None
    correlation_id: str | None = None
    resolution_id: str | None = None
    facts: Mapping[str, Any] = {}


def entry_of(event: Delivered) -> Entry | None:
    """None for an event of something that has no history, such as a customer."""
    whose, version = _subject_of(event)
    if whose is None or version is None:
        return None
    facts = {name: value for name, value in event.data.items() if name != "customer"}
    return Entry(whose, version, event.type, event.at, event.by, event.correlation_id, event.resolution_id, facts)


def _subject_of(event: Delivered) -> tuple[Whose | None, int | None]:
    """A change of a service or of time off makes a version of its provider; older events do not say which."""
    data = event.data
    if event.type.startswith("Appointment"):
        return Whose(Kind.APPOINTMENT, data["id"]), event.sequence
    if event.type.startswith(("Service", "TimeOff")):
        return Whose(Kind.PROVIDER, data["providerId"]), data.get("providerVersion")
    if event.type.startswith(("Provider", "Schedule", "Overrides")):
        return Whose(Kind.PROVIDER, data["id"]), event.sequence
    return None, None
