"""A domain event as the model that goes on the bus."""

from collections.abc import Mapping
from typing import Any

from booking.appointments.answers import appointment_data, previous_answer
from booking.appointments.appointment import Appointment, AppointmentChange
from booking.calls.change import Previous
from booking.customers.answers import CustomerErasedData
from booking.customers.erasure import Erasure, ErasureChange
from booking.events.envelope import (
    EVENT_MODELS,
    AttendedData,
    AuthorData,
    DetailsChangedData,
    EventModel,
    KeptData,
    RescheduledData,
    ServiceEventData,
    TimeOffEventData,
)
from booking.events.event import DomainEvent
from booking.http.answers import Answer
from booking.overrides.answers import OverridesData
from booking.providers.answers import provider_data
from booking.providers.provider import Provider, ProviderChange
from booking.resolutions.answers import resolution_data
from booking.resolutions.resolution import Resolution, ResolutionChange
from booking.services.answers import service_data
from booking.services.offering import Offering, OfferingChange
from booking.time.instants import utc_text
from booking.time_off.answers import time_off_data
from booking.time_off.time_off import TimeOff, TimeOffChange

_MODELS: Mapping[str, Any] = {model.__name__: model for model in EVENT_MODELS}
"""By type. A change has the name of its event."""


def render(event: DomainEvent) -> EventModel:
    """Raises ValueError for a change that its entity cannot have."""
    origin = event.change.origin
    model: EventModel = _MODELS[event.change.type.value](
        event_id=origin.id,
        occurred_at=utc_text(origin.at),
        sequence=event.sequence,
        correlation_id=origin.correlation_id,
        resolution_id=origin.resolution_id,
        by=AuthorData(kind=origin.by.kind, id=origin.by.id or None, via=origin.by.via),
        data=_data(event),
    )
    return model


def _data(event: DomainEvent) -> Answer:
    """Raises ValueError."""
    match event.entity, event.change.type:
        case Provider() as provider, ProviderChange():
            return _provider_data(provider)
        case Offering() as offering, OfferingChange():
            return ServiceEventData(**dict(service_data(offering)), provider_version=event.change.provider_version)
        case TimeOff() as entry, TimeOffChange():
            return TimeOffEventData(**dict(time_off_data(entry)), provider_version=event.change.provider_version)
        case Appointment() as appointment, AppointmentChange():
            return _appointment_data(appointment)
        case Erasure() as erasure, ErasureChange.COMPLETED:
            return CustomerErasedData(customer_id=erasure.id)
        case Resolution() as resolution, ResolutionChange.REQUESTED | ResolutionChange.COMPLETED:
            return resolution_data(resolution)
    raise ValueError(f"{event.change.type} of a {type(event.entity).__name__}")


def _provider_data(provider: Provider) -> Answer:
    data, change = provider_data(provider), provider.change
    if change.type is ProviderChange.OVERRIDES_CHANGED:
        return OverridesData(**dict(data), dates=[day.isoformat() for day in change.dates])
    return data


def _appointment_data(appointment: Appointment) -> Answer:
    """Raises ValueError for a move that does not say where the appointment was."""
    data, change = appointment_data(appointment), appointment.change
    match change.type, change.previous:
        case AppointmentChange.RESCHEDULED, Previous() as previous:
            return RescheduledData(**dict(data), previous=previous_answer(previous, appointment.timezone))
        case AppointmentChange.KEPT, None:
            return KeptData(**dict(data), kept=[*appointment.kept])
        case AppointmentChange.ATTENDED, None:
            return AttendedData(**dict(data), step=appointment.attended.attendance)
        case AppointmentChange.DETAILS_CHANGED, None:
            return DetailsChangedData(**dict(data), changed=[*change.fields])
        case AppointmentChange.BOOKED | AppointmentChange.CANCELLED, None:
            return data
    raise ValueError(f"{change.type} {'with' if change.previous else 'without'} a time before it")
