"""What clients send. Strict: an unknown field, or a value of another type than its field's, is refused."""

import uuid
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

from booking.application.create_appointment import CreateAppointment
from booking.application.create_provider import CreateProvider
from booking.application.preconditions import Precondition
from booking.application.reschedule_appointment import RescheduleAppointment
from booking.application.update_schedule import UpdateSchedule
from booking.domain.appointments import Customer, Details
from booking.domain.providers import DEFAULT_SLOT_MINUTES
from booking.domain.schedules import MAX_WINDOWS_PER_DAY, WEEKDAYS, Window
from booking.http.fields import ClockTime, CustomerId, Email, Instant, Metadata, Name, Notes, Phone


class RequestBody(BaseModel):
    """camelCase on the wire; nothing is converted, nothing unknown is let pass."""

    model_config = ConfigDict(
        alias_generator=to_camel, extra="forbid", strict=True, frozen=True, hide_input_in_errors=True
    )

    def sent(self) -> dict[str, Any]:
        """The fields that the client sent, as JSON values."""
        return self.model_dump(mode="json", exclude_unset=True, by_alias=True)


class ProviderRequest(RequestBody):
    """A provider to create. `slotMinutes` is the unit in which its time is sold: fixed for good."""

    name: Name
    timezone: Annotated[str, Field(max_length=64, examples=["Europe/Rome"])]
    slot_minutes: Annotated[int, Field(json_schema_extra={"enum": [5, 10, 15, 20, 30, 60]})] = DEFAULT_SLOT_MINUTES
    email: Email | None = None

    def command(self, idempotency_key: str | None) -> CreateProvider:
        return CreateProvider(
            name=self.name,
            timezone=self.timezone,
            email=self.email,
            slot_minutes=self.slot_minutes,
            idempotency_key=idempotency_key,
            sent=self.sent(),
        )


class WindowRequest(RequestBody):
    """Half-open wall-clock time of a day; both edges on the provider's slots."""

    start: ClockTime
    end: ClockTime


def _as_list(day: Any) -> Any:
    return [day] if isinstance(day, dict) else day


type Windows = Annotated[list[WindowRequest], Field(max_length=MAX_WINDOWS_PER_DAY)]
DayWindows = Annotated[Windows, BeforeValidator(_as_list, json_schema_input_type=WindowRequest | Windows)]


class WeekRequest(RequestBody):
    """The windows of each weekday: a list, or one window as an object. A day left out is closed."""

    monday: DayWindows = []
    tuesday: DayWindows = []
    wednesday: DayWindows = []
    thursday: DayWindows = []
    friday: DayWindows = []
    saturday: DayWindows = []
    sunday: DayWindows = []


# Which slots there are the provider says; told as what can be right, for the finest slots are of 5 minutes.
_DURATION = Field(
    ge=1,
    le=1440,
    description="Minutes: whole slots of the provider, 40 at most",
    json_schema_extra={"minimum": 5, "multipleOf": 5},
)


class ScheduleRequest(RequestBody):
    """Replaces the provider's week; `timezone` moves the provider."""

    weekly_schedule: WeekRequest
    appointment_duration: Annotated[int, _DURATION]
    timezone: Annotated[str, Field(max_length=64)] | None = None

    def command(self, provider_id: str, precondition: Precondition) -> UpdateSchedule:
        return UpdateSchedule(
            provider_id=provider_id,
            week={
                day: [Window(window.start, window.end) for window in getattr(self.weekly_schedule, day)]
                for day in WEEKDAYS
            },
            appointment_duration=self.appointment_duration,
            timezone=self.timezone,
            precondition=precondition,
        )


class CustomerRequest(RequestBody):
    """Who comes. `id` is the client's own name for the customer; one is made when none is sent."""

    name: Name
    id: CustomerId | None = None
    email: Email | None = None
    phone: Phone | None = None


class AppointmentRequest(RequestBody):
    """An appointment to book at a start that the provider offers."""

    provider_id: str
    start_time: Instant
    customer: CustomerRequest
    notes: Notes | None = None
    metadata: Metadata | None = None

    def command(self, idempotency_key: str | None) -> CreateAppointment:
        customer = self.customer
        return CreateAppointment(
            provider_id=self.provider_id,
            start=self.start_time,
            details=Details(
                Customer(customer.id or str(uuid.uuid4()), customer.name, customer.email, customer.phone),
                self.notes,
                self.metadata,
            ),
            idempotency_key=idempotency_key,
            sent=self.sent(),
        )


class RescheduleRequest(RequestBody):
    """Another start for an appointment, which keeps its length."""

    start_time: Instant

    def command(self, appointment_id: str, precondition: Precondition) -> RescheduleAppointment:
        return RescheduleAppointment(appointment_id, self.start_time, precondition)
