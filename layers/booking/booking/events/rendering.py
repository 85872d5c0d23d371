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
    OverridesChanged,
    ProviderCreated,
    ProviderUpdated,
    RescheduledData,
    ScheduleUpdated,
    TimeOffChanged,
    TimeOffRemoved,
)
from booking.events.event import DomainEvent
from booking.overrides.answers import OverridesData
from booking.providers.answers import provider_data
from booking.providers.provider import Provider, ProviderChange
from booking.time.instants import utc_text
from booking.time.intervals import Interval
from booking.time_off.answers import time_off_data
from booking.time_off.time_off import TimeOff, TimeOffChange

_OF_PROVIDERS: Mapping[ProviderChange, type[ProviderCreated | ProviderUpdated | ScheduleUpdated]] = {
    ProviderChange.CREATED: ProviderCreated,
    ProviderChange.UPDATED: ProviderUpdated,
    ProviderChange.SCHEDULE_UPDATED: ScheduleUpdated,
}

_OF_TIME_OFF: Mapping[TimeOffChange, type[TimeOffChanged | TimeOffRemoved]] = {
    TimeOffChange.CHANGED: TimeOffChanged,
    TimeOffChange.REMOVED: TimeOffRemoved,
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
        case Provider() as provider, ProviderChange.OVERRIDES_CHANGED, None:
            dates = [day.isoformat() for day in event.change.dates]
            return OverridesChanged(**about, data=OverridesData(**dict(provider_data(provider)), dates=dates))
        case Provider() as provider, ProviderChange() as change, None:
            return _OF_PROVIDERS[change](**about, data=provider_data(provider))
        case TimeOff() as entry, TimeOffChange() as change, None:
            return _OF_TIME_OFF[change](**about, data=time_off_data(entry))
        case Appointment(), AppointmentChange(), _:
            return _of_appointment(event.entity, about)
        case Erasure() as erasure, ErasureChange.COMPLETED, None:
            return CustomerErased(**about, data=CustomerErasedData(customer_id=erasure.id))
        case _:
            raise ValueError(f"{event.change.type} of a {type(event.entity).__name__}")


def _of_appointment(appointment: Appointment, about: Mapping[str, Any]) -> EventModel:
    data = appointment_data(appointment)
    match appointment.change.type, appointment.change.previous:
        case AppointmentChange.BOOKED, None:
            return AppointmentBooked(**about, data=data)
        case AppointmentChange.RESCHEDULED, Interval() as previous:
            moved = RescheduledData(**dict(data), previous=slot_answer(previous, appointment.timezone))
            return AppointmentRescheduled(**about, data=moved)
        case AppointmentChange.CANCELLED, None:
            return AppointmentCancelled(**about, data=data)
        case AppointmentChange.KEPT, None:
            return AppointmentKept(**about, data=KeptData(**dict(data), kept=[*appointment.kept]))
        case type_of_change, _:
            raise ValueError(f"{type_of_change} of an appointment")
