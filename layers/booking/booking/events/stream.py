"""Records of the table's stream as domain events."""

from collections.abc import Callable, Mapping
from typing import Any

from booking.appointments.appointment import Appointment
from booking.appointments.items import appointment_of
from booking.customers.erasure import Erasure, ErasureChange
from booking.customers.items import erasure_of
from booking.dynamodb.codec import Item, from_wire
from booking.dynamodb.transactions import change_id_of
from booking.events.event import DomainEvent
from booking.providers.items import provider_of
from booking.providers.provider import Provider
from booking.resolutions.items import RESOLUTION, resolution_of
from booking.resolutions.resolution import Resolution, ResolutionChange
from booking.services.items import PREFIX as SERVICE
from booking.services.items import offering_of
from booking.services.offering import Offering
from booking.time_off.items import ENTRY, time_off_of
from booking.time_off.time_off import TimeOff


def event_in(record: Mapping[str, Any]) -> DomainEvent | None:
    """The event in a record, or None if the record holds no new change (a claim, a repair, a removal).

    The beginning of an erasure and the plan of a resolution are no events.

    Any exception means that the record cannot be read.
    """
    images = record["dynamodb"]
    if "NewImage" not in images:
        return None
    new = from_wire(images["NewImage"])
    old = from_wire(images.get("OldImage") or {})
    entity_of = _ENTITIES.get(_kind(new["SK"]))
    if entity_of is None or (old and change_id_of(old) == change_id_of(new)):
        return None
    entity = entity_of(new)
    return None if entity.change.type in _NO_EVENTS else DomainEvent(entity)


_NO_EVENTS = (ErasureChange.BEGUN, ResolutionChange.PLANNED)


def _kind(sort_key: str) -> str:
    """The sort key without the entity's own id."""
    kind, mark, _ = sort_key.partition("#")
    return kind + mark


_ENTITIES: Mapping[str, Callable[[Item], Provider | Appointment | Erasure | Offering | TimeOff | Resolution]] = {
    "PROVIDER": provider_of,
    "APPOINTMENT": appointment_of,
    "CUSTOMER": erasure_of,
    ENTRY: time_off_of,
    SERVICE: offering_of,
    RESOLUTION: resolution_of,
}
