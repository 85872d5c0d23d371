"""What consumers get, as models: docs/events/*.json are generated from them.

No personal data but the customer's id ever leaves in an event, for an archive cannot be erased: no name, email, phone,
notes or reason, and no metadata, which is the client's own free text.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


class _Model(BaseModel):
    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, extra="forbid", hide_input_in_errors=True
    )


Instant = Annotated[str, Field(json_schema_extra={"format": "date-time"})]

ClockTime = Annotated[str, Field(json_schema_extra={"pattern": "^(([01][0-9]|2[0-3]):[0-5][05]|24:00)$"})]


class WindowData(_Model):
    start: ClockTime
    end: ClockTime


class WeekData(_Model):
    """All seven days; closed is an empty list."""

    monday: list[WindowData]
    tuesday: list[WindowData]
    wednesday: list[WindowData]
    thursday: list[WindowData]
    friday: list[WindowData]
    saturday: list[WindowData]
    sunday: list[WindowData]


class ProviderData(_Model):
    id: str
    timezone: str
    slot_minutes: int
    appointment_duration: int | None = Field(description="Minutes; null before the first schedule")
    weekly_schedule: WeekData


class CustomerData(_Model):
    id: str


class PreviousData(_Model):
    start_time: Instant
    end_time: Instant


class AppointmentData(_Model):
    """Start and end carry the provider's UTC offset, the other instants are UTC."""

    id: str
    provider_id: str
    customer: CustomerData
    start_time: Instant
    end_time: Instant
    timezone: str
    status: Literal["CONFIRMED", "CANCELLED"]
    created_at: Instant
    updated_at: Instant


class RescheduledData(AppointmentData):
    previous: PreviousData


class _Event(_Model):
    event_id: str = Field(description="The same however often the event is delivered: drop one that was seen")
    event_type: str
    occurred_at: Instant
    schema_version: Literal[1] = 1
    sequence: int = Field(ge=1, description="Grows with every event of the entity, may have gaps: go by it")
    correlation_id: str = Field(description="The request that made the change")


class ProviderCreated(_Event):
    event_type: Literal["ProviderCreated"] = "ProviderCreated"
    data: ProviderData


class ScheduleUpdated(_Event):
    event_type: Literal["ScheduleUpdated"] = "ScheduleUpdated"
    data: ProviderData


class AppointmentBooked(_Event):
    event_type: Literal["AppointmentBooked"] = "AppointmentBooked"
    data: AppointmentData


class AppointmentRescheduled(_Event):
    event_type: Literal["AppointmentRescheduled"] = "AppointmentRescheduled"
    data: RescheduledData


class AppointmentCancelled(_Event):
    event_type: Literal["AppointmentCancelled"] = "AppointmentCancelled"
    data: AppointmentData


type EventModel = ProviderCreated | ScheduleUpdated | AppointmentBooked | AppointmentRescheduled | AppointmentCancelled

EVENT_MODELS = (ProviderCreated, ScheduleUpdated, AppointmentBooked, AppointmentRescheduled, AppointmentCancelled)
