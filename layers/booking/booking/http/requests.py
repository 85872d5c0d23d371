"""What clients send. Strict: an unknown field, or a value of another type than its field's, is refused."""

import uuid
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from booking.application.cancel_appointment import CancelAppointment
from booking.application.create_appointment import CreateAppointment
from booking.application.create_provider import CreateProvider
from booking.application.preconditions import Precondition
from booking.application.reschedule_appointment import RescheduleAppointment
from booking.application.update_schedule import UpdateSchedule
from booking.domain.appointments import Customer, Details
from booking.domain.errors import FieldError, ValidationFailed
from booking.domain.providers import DEFAULT_SLOT_MINUTES, unfit_slot_minutes
from booking.domain.schedules import (
    MAX_WINDOWS_PER_DAY,
    WEEKDAYS,
    Window,
    ends_too_early,
    overlap_errors,
    too_many_windows,
)
from booking.http.fields import (
    ClockEnd,
    ClockStart,
    CustomerId,
    Email,
    Instant,
    Metadata,
    Name,
    Notes,
    Phone,
    Reason,
    SlotMinutes,
    Whole,
    ZoneName,
)
from booking.http.headers import IdempotencyKey, IfMatch
from booking.http.parameters import (
    AppointmentId,
    DateParameter,
    MovedAppointmentId,
    Parameters,
    ProviderId,
    ReasonParameter,
)
from booking.http.validation import SEVERAL


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
    timezone: ZoneName
    slot_minutes: SlotMinutes = DEFAULT_SLOT_MINUTES
    email: Email | None = None

    @field_validator("slot_minutes")
    @classmethod
    def _fits_the_zone(cls, value: int, info: ValidationInfo) -> int:
        """So that the client hears of it with its other faults. `context` is the call."""
        timezone = info.data.get("timezone")
        if timezone and info.context and (fault := unfit_slot_minutes(value, timezone, info.context.now())):
            raise PydanticCustomError("slot_minutes", fault)
        return value

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

    start: ClockStart
    end: ClockEnd

    @field_validator("end")
    @classmethod
    def _ends_after_its_start(cls, end: int, info: ValidationInfo) -> int:
        """Asked of each window for itself: another one of the day may be no window at all."""
        start = info.data.get("start")
        if start is not None and (fault := ends_too_early(Window(start, end))):
            raise PydanticCustomError("window", fault)
        return end

    def window(self) -> Window:
        return Window(self.start, self.end)


def _as_list(day: Any) -> Any:
    """One window stands for a list of one. A list that is too long is refused before each of its windows is."""
    if isinstance(day, list) and (fault := too_many_windows(len(day))):
        raise PydanticCustomError("windows", fault)
    return [day] if isinstance(day, dict) else day


def _without_overlaps(day: list[WindowRequest]) -> list[WindowRequest]:
    """Asked here too, so that the client hears of it together with its other faults."""
    if faults := list(overlap_errors([window.window() for window in day])):
        raise PydanticCustomError(SEVERAL, "has faults", {"faults": faults})
    return day


type Windows = Annotated[list[WindowRequest], Field(json_schema_extra={"maxItems": MAX_WINDOWS_PER_DAY})]
DayWindows = Annotated[
    Windows,
    BeforeValidator(_as_list, json_schema_input_type=WindowRequest | Windows),
    AfterValidator(_without_overlaps),
]


class WeekRequest(RequestBody):
    """The windows of each weekday: a list, or one window as an object. A day left out is closed."""

    monday: DayWindows = []
    tuesday: DayWindows = []
    wednesday: DayWindows = []
    thursday: DayWindows = []
    friday: DayWindows = []
    saturday: DayWindows = []
    sunday: DayWindows = []


# The provider sets the slot length; the schema states the loosest rule.
_DURATION = Field(
    ge=5,
    le=1440,
    description="Minutes: whole slots of the provider, 40 at most",
    json_schema_extra={"multipleOf": 5},
)


class ScheduleRequest(RequestBody):
    """Replaces the provider's week; `timezone` moves the provider."""

    weekly_schedule: WeekRequest
    appointment_duration: Annotated[int, _DURATION, Whole]
    timezone: ZoneName | None = None

    def command(self, provider_id: str, precondition: Precondition) -> UpdateSchedule:
        return UpdateSchedule(
            provider_id=provider_id,
            week={day: [window.window() for window in getattr(self.weekly_schedule, day)] for day in WEEKDAYS},
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


class CancelRequest(RequestBody):
    """Why an appointment is cancelled. The body may be left out."""

    reason: Reason | None = None

    def command(self, appointment_id: str, reason: str | None, precondition: Precondition) -> CancelAppointment:
        """`reason` is the one in the query. Raises ValidationFailed for two."""
        if reason is not None and self.reason is not None:
            raise ValidationFailed([FieldError("reason", "must stand in the body or in the query, not in both")])
        return CancelAppointment(appointment_id, self.reason if reason is None else reason, precondition)


class CreateParameters(Parameters):
    """Of what creates something."""

    idempotency_key: IdempotencyKey = None


class ProviderParameters(Parameters):
    """Of what is done to a provider as it is."""

    provider_id: ProviderId


class ScheduleParameters(ProviderParameters):
    if_match: IfMatch = None


class AvailabilityParameters(ProviderParameters):
    day: DateParameter
    appointment_id: MovedAppointmentId = None


class AppointmentParameters(Parameters):
    """Of what is done to an appointment as it is."""

    appointment_id: AppointmentId


class RescheduleParameters(AppointmentParameters):
    if_match: IfMatch = None


class CancelParameters(AppointmentParameters):
    reason: ReasonParameter = None
    if_match: IfMatch = None
