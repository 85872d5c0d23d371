"""The change that a write made: kept with the entity, it becomes exactly one event."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from booking.domain.intervals import Interval


class ChangeType(StrEnum):
    """What happened, in the past tense: the type of the event that tells of it."""

    PROVIDER_CREATED = "ProviderCreated"
    SCHEDULE_UPDATED = "ScheduleUpdated"
    APPOINTMENT_BOOKED = "AppointmentBooked"
    APPOINTMENT_RESCHEDULED = "AppointmentRescheduled"
    APPOINTMENT_CANCELLED = "AppointmentCancelled"


@dataclass(frozen=True, slots=True)
class Origin:
    """Of one attempt to change something: its random id, the instant (UTC, whole seconds), the caller, the request."""

    id: str
    at: datetime
    by: str
    correlation_id: str


@dataclass(frozen=True, slots=True)
class Change:
    """The last change of an entity. `previous`: where an appointment stood before it was rescheduled."""

    type: ChangeType
    origin: Origin
    previous: Interval | None = None
