"""The events that consumers get, as models. docs/events/*.json are generated from them.

An archive of events cannot be erased. So an event holds no personal data but the customer's id: no name, email, phone,
notes or reason, and no metadata, because metadata is free text.
"""

from typing import Annotated, Literal

from pydantic import Field

from booking.appointments.answers import AppointmentData, PreviousAnswer
from booking.appointments.attendance import Attendance
from booking.customers.answers import CustomerErasedData
from booking.http.answers import Answer, UtcTime
from booking.overrides.answers import OverridesData
from booking.providers.answers import ProviderData
from booking.resolutions.answers import ResolutionData
from booking.rules.reasons import Reason
from booking.services.answers import ServiceData
from booking.time_off.answers import TimeOffData


class RescheduledData(AppointmentData):
    previous: Annotated[PreviousAnswer, Field(description="Where the appointment was before this change.")]


class AuthorData(Answer):
    """Who made the change."""

    kind: str = Field(description="person, machine or nobody")
    id: str | None = Field(description="The same for all changes of one caller; null without a token. A pseudonym")
    via: str = Field(description="The way on which the request came, such as api")


class _Event(Answer):
    event_id: str = Field(description="The same for every delivery of the event: ignore ids that you have seen")
    event_type: str
    occurred_at: UtcTime
    schema_version: Literal[1] = 1
    sequence: int = Field(ge=1, description="Grows with every event of the entity: order by it. Gaps are normal")
    correlation_id: str = Field(description="The request that made the change")
    resolution_id: str | None = Field(description="The resolution that caused the change; null if none did")
    by: AuthorData


_ProviderVersion = Annotated[
    int | None, Field(description="The version of its provider that the change made; null in changes of before 2.0")
]


class ServiceEventData(ServiceData):
    provider_version: _ProviderVersion


class TimeOffEventData(TimeOffData):
    provider_version: _ProviderVersion


class ProviderCreated(_Event):
    """A provider was created. It has no schedule yet."""

    event_type: Literal["ProviderCreated"] = "ProviderCreated"
    data: ProviderData


class ProviderUpdated(_Event):
    """A provider's details or rules were changed. Name and email are in no event: ask the API for them."""

    event_type: Literal["ProviderUpdated"] = "ProviderUpdated"
    data: ProviderData


class ScheduleUpdated(_Event):
    """A provider's week, duration or zone was replaced. Appointments that stand are not touched."""

    event_type: Literal["ScheduleUpdated"] = "ScheduleUpdated"
    data: ProviderData


class OverridesChanged(_Event):
    """Overrides of a provider were set or removed. Appointments that stand are not touched."""

    event_type: Literal["OverridesChanged"] = "OverridesChanged"
    data: OverridesData


class TimeOffChanged(_Event):
    """Time off was added or changed. Appointments that stand are not touched."""

    event_type: Literal["TimeOffChanged"] = "TimeOffChanged"
    data: TimeOffEventData


class TimeOffRemoved(_Event):
    """Time off was removed. The entry can be set again."""

    event_type: Literal["TimeOffRemoved"] = "TimeOffRemoved"
    data: TimeOffEventData


class ProviderDeactivated(_Event):
    """A provider's time can no longer be booked. Appointments that stand are not touched."""

    event_type: Literal["ProviderDeactivated"] = "ProviderDeactivated"
    data: ProviderData


class ProviderReactivated(_Event):
    """A provider's time can be booked again."""

    event_type: Literal["ProviderReactivated"] = "ProviderReactivated"
    data: ProviderData


class ServiceChanged(_Event):
    """A provider has set a service: a new one, with other terms, or one that was retired."""

    event_type: Literal["ServiceChanged"] = "ServiceChanged"
    data: ServiceEventData


class ServiceRetired(_Event):
    """A provider no longer offers a service. Appointments that stand are not touched."""

    event_type: Literal["ServiceRetired"] = "ServiceRetired"
    data: ServiceEventData


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


class KeptData(AppointmentData):
    kept: Annotated[list[Reason], Field(description="The reasons against its start that were accepted, all of them")]


class AppointmentKept(_Event):
    """The rules would no longer put an appointment where it stands, and somebody has decided to keep it."""

    event_type: Literal["AppointmentKept"] = "AppointmentKept"
    data: KeptData


class AttendedData(AppointmentData):
    step: Annotated[Attendance, Field(description="What was set. EXPECTED: what was set before was taken back")]


class AppointmentAttended(_Event):
    """Somebody has set whether the customer came, corrected it, or released the rest of the time."""

    event_type: Literal["AppointmentAttended"] = "AppointmentAttended"
    data: AttendedData


class DetailsChangedData(AppointmentData):
    changed: Annotated[list[str], Field(description="The fields that were corrected, never their values")]


class AppointmentDetailsChanged(_Event):
    """Contact data, notes or metadata of an appointment were corrected. Ask the API for them."""

    event_type: Literal["AppointmentDetailsChanged"] = "AppointmentDetailsChanged"
    data: DetailsChangedData


class CustomerErased(_Event):
    """A customer's personal data was erased. Erase what you keep of the customer, too."""

    event_type: Literal["CustomerErased"] = "CustomerErased"
    data: CustomerErasedData


class ResolutionRequested(_Event):
    """Somebody has asked to transfer or cancel all that stands in some time of a provider. The work begins now."""

    event_type: Literal["ResolutionRequested"] = "ResolutionRequested"
    data: ResolutionData


class ResolutionCompleted(_Event):
    """A resolution is done. `counts` says how many appointments had which outcome."""

    event_type: Literal["ResolutionCompleted"] = "ResolutionCompleted"
    data: ResolutionData


type EventModel = (
    ProviderCreated
    | ProviderUpdated
    | ScheduleUpdated
    | OverridesChanged
    | TimeOffChanged
    | TimeOffRemoved
    | ProviderDeactivated
    | ProviderReactivated
    | ServiceChanged
    | ServiceRetired
    | AppointmentBooked
    | AppointmentRescheduled
    | AppointmentCancelled
    | AppointmentKept
    | AppointmentAttended
    | AppointmentDetailsChanged
    | CustomerErased
    | ResolutionRequested
    | ResolutionCompleted
)

EVENT_MODELS = (
    *(ProviderCreated, ProviderUpdated, ScheduleUpdated, ProviderDeactivated, ProviderReactivated, OverridesChanged),
    *(ServiceChanged, ServiceRetired, TimeOffChanged, TimeOffRemoved),
    *(AppointmentBooked, AppointmentRescheduled, AppointmentCancelled, AppointmentKept),
    *(AppointmentAttended, AppointmentDetailsChanged),
    CustomerErased,
    *(ResolutionRequested, ResolutionCompleted),
)
