"""What consumers get, as models: docs/events/*.json are generated from them.

No personal data but the customer's id ever leaves in an event, for an archive cannot be erased: no name, email, phone,
notes or reason, and no metadata, which is the client's own free text.
"""

from typing import Annotated, Literal

from pydantic import Field

from booking.appointments.answers import AppointmentData, SlotAnswer
from booking.http.answers import Answer, UtcTime
from booking.providers.answers import ProviderData


class RescheduledData(AppointmentData):
    previous: Annotated[SlotAnswer, Field(description="Where the appointment stood before.")]


class _Event(Answer):
    event_id: str = Field(description="The same however often the event is delivered: drop one that was seen")
    event_type: str
    occurred_at: UtcTime
    schema_version: Literal[1] = 1
    sequence: int = Field(ge=1, description="Grows with every event of the entity, may have gaps: go by it")
    correlation_id: str = Field(description="The request that made the change")


class ProviderCreated(_Event):
    """A provider was created. It has no schedule yet."""

    event_type: Literal["ProviderCreated"] = "ProviderCreated"
    data: ProviderData


class ScheduleUpdated(_Event):
    """A provider's week, duration or zone was replaced. Appointments that stand are not touched."""

    event_type: Literal["ScheduleUpdated"] = "ScheduleUpdated"
    data: ProviderData


class AppointmentBooked(_Event):
    """An appointment was booked."""

    event_type: Literal["AppointmentBooked"] = "AppointmentBooked"
    data: AppointmentData


class AppointmentRescheduled(_Event):
    """An appointment was moved. `previous` is where it stood before."""

    event_type: Literal["AppointmentRescheduled"] = "AppointmentRescheduled"
    data: RescheduledData


class AppointmentCancelled(_Event):
    """An appointment was cancelled. Its slot is free again."""

    event_type: Literal["AppointmentCancelled"] = "AppointmentCancelled"
    data: AppointmentData


type EventModel = ProviderCreated | ScheduleUpdated | AppointmentBooked | AppointmentRescheduled | AppointmentCancelled

EVENT_MODELS = (ProviderCreated, ScheduleUpdated, AppointmentBooked, AppointmentRescheduled, AppointmentCancelled)
