"""What clients get of appointments and of the openings for them, and what consumers of events do."""

from typing import Annotated, Any

from pydantic import Field

from booking.appointments.appointment import Appointment, AppointmentStatus
from booking.appointments.availability import Availability
from booking.http.answers import Answer, Id, Minutes, UtcTime, Version, ZonedTime
from booking.time.instants import utc_text, zoned_texts
from booking.time.intervals import Interval
from booking.time.zones import zone


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


class CustomerData(Answer):
    id: str


class AppointmentData(Answer):
    """What its events carry of an appointment: no personal data. Start and end carry the provider's UTC offset."""

    id: Id
    provider_id: Id
    customer: CustomerData
    start_time: ZonedTime
    end_time: ZonedTime
    timezone: str
    status: AppointmentStatus
    created_at: UtcTime
    updated_at: UtcTime


class CustomerAnswer(CustomerData):
    name: str
    email: str | None
    phone: str | None


class AppointmentAnswer(AppointmentData):
    customer: CustomerAnswer
    version: Version
    notes: str | None
    metadata: dict[str, str] | None
    cancellation_reason: str | None


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


def slot_answer(interval: Interval, timezone: str) -> SlotAnswer:
    start, end = zoned_texts([interval.start, interval.end], zone(timezone))
    return SlotAnswer(start_time=start, end_time=end)


def appointment_data(appointment: Appointment) -> AppointmentData:
    return AppointmentData(customer=CustomerData(id=appointment.details.customer.id), **_public(appointment))


def appointment_answer(appointment: Appointment) -> AppointmentAnswer:
    customer, details = appointment.details.customer, appointment.details
    return AppointmentAnswer(
        customer=CustomerAnswer(id=customer.id, name=customer.name, email=customer.email, phone=customer.phone),
        **_public(appointment),
        version=appointment.version,
        notes=details.notes,
        metadata=None if details.metadata is None else dict(details.metadata),
        cancellation_reason=appointment.cancellation_reason,
    )


def _public(appointment: Appointment) -> dict[str, Any]:
    """All that is no personal data."""
    slot = slot_answer(appointment.interval, appointment.timezone)
    return {
        "id": appointment.id,
        "provider_id": appointment.provider_id,
        "start_time": slot.start_time,
        "end_time": slot.end_time,
        "timezone": appointment.timezone,
        "status": appointment.status,
        "created_at": utc_text(appointment.record.created_at),
        "updated_at": utc_text(appointment.record.updated_at),
    }
