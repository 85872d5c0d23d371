"""A domain event as the model that goes on the bus."""

from typing import Any

from booking.appointments.appointment import Appointment, AppointmentChange
from booking.events.envelope import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentData,
    AppointmentRescheduled,
    CustomerData,
    EventModel,
    PreviousData,
    ProviderCreated,
    ProviderData,
    RescheduledData,
    ScheduleUpdated,
    WeekData,
)
from booking.events.event import DomainEvent
from booking.providers.provider import Provider, ProviderChange
from booking.time.instants import utc_text, zoned_text
from booking.time.intervals import Interval
from booking.time.zones import zone


def render(event: DomainEvent) -> EventModel:
    """Raises ValueError for a change that its entity cannot have made."""
    origin = event.change.origin
    about: dict[str, Any] = {
        "event_id": origin.id,
        "occurred_at": utc_text(origin.at),
        "sequence": event.sequence,
        "correlation_id": origin.correlation_id,
    }
    match event.entity, event.change.type, event.change.previous:
        case Provider() as provider, ProviderChange.CREATED, None:
            return ProviderCreated(**about, data=_provider(provider))
        case Provider() as provider, ProviderChange.SCHEDULE_UPDATED, None:
            return ScheduleUpdated(**about, data=_provider(provider))
        case Appointment() as appointment, AppointmentChange.BOOKED, None:
            return AppointmentBooked(**about, data=AppointmentData(**_appointment(appointment)))
        case Appointment() as appointment, AppointmentChange.RESCHEDULED, Interval() as previous:
            data = RescheduledData(**_appointment(appointment), previous=_previous(previous, appointment.timezone))
            return AppointmentRescheduled(**about, data=data)
        case Appointment() as appointment, AppointmentChange.CANCELLED, None:
            return AppointmentCancelled(**about, data=AppointmentData(**_appointment(appointment)))
        case _:
            raise ValueError(f"{event.change.type} of a {type(event.entity).__name__}")


def _provider(provider: Provider) -> ProviderData:
    return ProviderData(
        id=provider.id,
        timezone=provider.timezone,
        slot_minutes=provider.slot_minutes,
        appointment_duration=provider.appointment_duration,
        weekly_schedule=WeekData.model_validate(provider.schedule.as_text()),
    )


def _appointment(appointment: Appointment) -> dict[str, Any]:
    tz = zone(appointment.timezone)
    return {
        "id": appointment.id,
        "provider_id": appointment.provider_id,
        "customer": CustomerData(id=appointment.details.customer.id),
        "start_time": zoned_text(appointment.interval.start, tz),
        "end_time": zoned_text(appointment.interval.end, tz),
        "timezone": appointment.timezone,
        "status": appointment.status.value,
        "created_at": utc_text(appointment.record.created_at),
        "updated_at": utc_text(appointment.record.updated_at),
    }


def _previous(interval: Interval, timezone: str) -> PreviousData:
    tz = zone(timezone)
    return PreviousData(start_time=zoned_text(interval.start, tz), end_time=zoned_text(interval.end, tz))
