"""What clients get of appointments, and of the openings for them."""

from typing import Annotated

from pydantic import Field

from booking.appointments.appointment import Appointment, AppointmentStatus
from booking.appointments.availability import Availability
from booking.http.answers import Answer, Id, Minutes, UtcTime, Version, ZonedTime
from booking.http.problems import Problem
from booking.time.instants import utc_text, zoned_text, zoned_texts
from booking.time.zones import zone


class SlotAnswer(Answer):
    """Half-open; both with the provider's offset at that instant."""

    start_time: ZonedTime
    end_time: ZonedTime


class SlotTakenProblem(Problem):
    """`alternatives`: up to three free intervals nearest to the wanted start, nearest first (`slot-taken` only)."""

    alternatives: list[SlotAnswer]


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


def availability_answer(availability: Availability) -> AvailabilityAnswer:
    provider, free = availability.provider, availability.free
    starts = zoned_texts([interval.start for interval in free], provider.tz)
    ends = zoned_texts([interval.end for interval in free], provider.tz)
    return AvailabilityAnswer(
        provider_id=provider.id,
        date=availability.day.isoformat(),
        timezone=provider.timezone,
        appointment_duration=availability.duration,
        available_slots=[SlotAnswer(start_time=start, end_time=end) for start, end in zip(starts, ends, strict=True)],
    )


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
