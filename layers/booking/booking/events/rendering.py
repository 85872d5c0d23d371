"""A domain event as the model that goes on the bus."""

from collections.abc import Mapping
from typing import Any

from booking.appointments.answers import appointment_data, slot_answer
from booking.appointments.appointment import Appointment, AppointmentChange
from booking.customers.answers import CustomerErasedData
from booking.customers.erasure import Erasure, ErasureChange
from booking.events.envelope import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentKept,
    AppointmentRescheduled,
    AuthorData,
    CustomerErased,
    EventModel,
    KeptData,
    ProviderCreated,
    ProviderUpdated,
    RescheduledData,
    ScheduleUpdated,
)
from booking.events.event import DomainEvent
from booking.providers.answers import provider_data
from booking.providers.provider import Provider, ProviderChange
from booking.time.instants import utc_text
from booking.time.intervals import Interval

_OF_PROVIDERS: Mapping[ProviderChange, type[ProviderCreated | ProviderUpdated | ScheduleUpdated]] = {
    ProviderChange.CREATED: ProviderCreated,
    ProviderChange.UPDATED: ProviderUpdated,
    ProviderChange.SCHEDULE_UPDATED: ScheduleUpdated,
}


def render(event: DomainEvent) -> EventModel:
    """Raises ValueError for a change that its entity cannot have."""
    origin = event.change.origin
    about: dict[str, Any] = {
        "event_id": origin.id,
        "occurred_at": utc_text(origin.at),
        "sequence": event.sequence,
        "correlation_id": origin.correlation_id,
        "by": AuthorData(kind=origin.by.kind, id=origin.by.id or None, via=origin.by.via),
    }
    match event.entity, event.change.type, event.change.previous:
        case Provider() as provider, ProviderChange() as change, None:
            return _OF_PROVIDERS[change](**about, data=provider_data(provider))
        case Appointment() as appointment, AppointmentChange.BOOKED, None:
            return AppointmentBooked(**about, data=appointment_data(appointment))
        case Appointment() as appointment, AppointmentChange.RESCHEDULED, Interval() as previous:
            told = dict(appointment_data(appointment))
            data = RescheduledData(**told, previous=slot_answer(previous, appointment.timezone))
            return AppointmentRescheduled(**about, data=data)
        case Appointment() as appointment, AppointmentChange.CANCELLED, None:
            return AppointmentCancelled(**about, data=appointment_data(appointment))
        case Appointment() as appointment, AppointmentChange.KEPT, None:
            kept = KeptData(**dict(appointment_data(appointment)), kept=[*appointment.kept])
            return AppointmentKept(**about, data=kept)
        case Erasure() as erasure, ErasureChange.COMPLETED, None:
            return CustomerErased(**about, data=CustomerErasedData(customer_id=erasure.id))
        case _:
            raise ValueError(f"{event.change.type} of a {type(event.entity).__name__}")
