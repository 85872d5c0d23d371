"""What clients get. Every field is always there; an absent value is null."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from booking.application.get_availability import Availability
from booking.domain.appointments import Appointment, AppointmentStatus
from booking.domain.instants import utc_text, zoned_text
from booking.domain.intervals import Interval
from booking.domain.providers import Provider
from booking.domain.zones import zone

REPLAYED = "Idempotent-Replayed"


class Answer(BaseModel):
    """camelCase on the wire."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, extra="forbid", hide_input_in_errors=True
    )


Id = Annotated[str, Field(json_schema_extra={"format": "uuid"})]
ZonedTime = Annotated[str, Field(json_schema_extra={"format": "date-time"}, description="With the provider's offset")]
UtcTime = Annotated[str, Field(json_schema_extra={"format": "date-time"}, description="In UTC, with Z")]
ClockStart = Annotated[str, Field(json_schema_extra={"pattern": "^([01][0-9]|2[0-3]):[0-5][05]$"})]
ClockEnd = Annotated[str, Field(json_schema_extra={"pattern": "^(([01][0-9]|2[0-3]):[0-5][05]|24:00)$"})]
Minutes = Annotated[int, Field(description="Minutes", json_schema_extra={"minimum": 5})]
Version = Annotated[int, Field(description="Grows with every change; the ETag", json_schema_extra={"minimum": 1})]


class WindowAnswer(Answer):
    start: ClockStart
    end: ClockEnd


class WeekAnswer(Answer):
    """All seven days, each sorted; closed is an empty list."""

    monday: list[WindowAnswer]
    tuesday: list[WindowAnswer]
    wednesday: list[WindowAnswer]
    thursday: list[WindowAnswer]
    friday: list[WindowAnswer]
    saturday: list[WindowAnswer]
    sunday: list[WindowAnswer]


class ProviderAnswer(Answer):
    id: Id
    name: str
    email: str | None
    timezone: str
    slot_minutes: Minutes
    appointment_duration: Minutes | None
    weekly_schedule: WeekAnswer
    version: Version
    created_at: UtcTime
    updated_at: UtcTime


class ScheduleAnswer(Answer):
    provider_id: Id
    timezone: str
    slot_minutes: Minutes
    appointment_duration: Minutes | None
    weekly_schedule: WeekAnswer
    version: Version


class SlotAnswer(Answer):
    """Half-open; both with the provider's offset at that instant."""

    start_time: ZonedTime
    end_time: ZonedTime


class AvailabilityAnswer(Answer):
    provider_id: Id
    date: Annotated[str, Field(json_schema_extra={"format": "date"})]
    timezone: str
    appointment_duration: Minutes | None
    available_slots: list[SlotAnswer]


class CustomerAnswer(Answer):
    id: str
    name: str
    email: str | None
    phone: str | None


class AppointmentAnswer(Answer):
    id: Id
    provider_id: Id
    customer: CustomerAnswer
    start_time: ZonedTime
    end_time: ZonedTime
    timezone: str
    status: AppointmentStatus
    version: Version
    notes: str | None
    metadata: dict[str, str] | None
    cancellation_reason: str | None
    created_at: UtcTime
    updated_at: UtcTime


def provider_answer(provider: Provider) -> ProviderAnswer:
    return ProviderAnswer(
        id=provider.id,
        name=provider.name,
        email=provider.email,
        timezone=provider.timezone,
        slot_minutes=provider.slot_minutes,
        appointment_duration=provider.appointment_duration,
        weekly_schedule=WeekAnswer.model_validate(provider.schedule.as_text()),
        version=provider.version,
        created_at=utc_text(provider.record.created_at),
        updated_at=utc_text(provider.record.updated_at),
    )


def schedule_answer(provider: Provider) -> ScheduleAnswer:
    return ScheduleAnswer(
        provider_id=provider.id,
        timezone=provider.timezone,
        slot_minutes=provider.slot_minutes,
        appointment_duration=provider.appointment_duration,
        weekly_schedule=WeekAnswer.model_validate(provider.schedule.as_text()),
        version=provider.version,
    )


def availability_answer(availability: Availability) -> AvailabilityAnswer:
    provider = availability.provider
    return AvailabilityAnswer(
        provider_id=provider.id,
        date=availability.day.isoformat(),
        timezone=provider.timezone,
        appointment_duration=availability.duration,
        available_slots=[slot_answer(interval, provider.timezone) for interval in availability.free],
    )


def slot_answer(interval: Interval, timezone: str) -> SlotAnswer:
    tz = zone(timezone)
    return SlotAnswer(start_time=zoned_text(interval.start, tz), end_time=zoned_text(interval.end, tz))


def appointment_answer(appointment: Appointment) -> AppointmentAnswer:
    tz = zone(appointment.timezone)
    customer, details = appointment.details.customer, appointment.details
    return AppointmentAnswer(
        id=appointment.id,
        provider_id=appointment.provider_id,
        customer=CustomerAnswer(id=customer.id, name=customer.name, email=customer.email, phone=customer.phone),
        start_time=zoned_text(appointment.interval.start, tz),
        end_time=zoned_text(appointment.interval.end, tz),
        timezone=appointment.timezone,
        status=appointment.status,
        version=appointment.version,
        notes=details.notes,
        metadata=None if details.metadata is None else dict(details.metadata),
        cancellation_reason=appointment.cancellation_reason,
        created_at=utc_text(appointment.record.created_at),
        updated_at=utc_text(appointment.record.updated_at),
    )


JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Response:
    """What a client gets. `body` is text, or the base64 of bytes."""

    status: int
    content_type: str
    body: str
    headers: Mapping[str, str]
    is_base64: bool = False


def ok(body: Answer, version: int | None = None) -> Response:
    """200, with the ETag of the record's version; not to be cached, for it may hold personal data."""
    return _response(HTTPStatus.OK, body, _etag(version))


def created(body: Answer, version: int, location: str, *, replayed: bool) -> Response:
    """201. `location` is relative to the request's URL, so that it holds wherever the API is mounted."""
    headers = {**_etag(version), "Location": location, **({REPLAYED: "true"} if replayed else {})}
    return _response(HTTPStatus.CREATED, body, headers)


def _response(status: HTTPStatus, body: Answer, headers: Mapping[str, str]) -> Response:
    return Response(status.value, JSON, body.model_dump_json(by_alias=True), {"Cache-Control": "no-store", **headers})


def _etag(version: int | None) -> dict[str, str]:
    return {} if version is None else {"ETag": f'"{version}"'}
