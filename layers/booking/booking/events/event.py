"""Domain events: the last change of an entity, as consumers see it."""

from dataclasses import dataclass

from booking.appointments.appointment import Appointment
from booking.calls.change import Change
from booking.customers.erasure import Erasure
from booking.providers.provider import Provider
from booking.resolutions.resolution import Resolution
from booking.services.offering import Offering
from booking.time_off.time_off import TimeOff


@dataclass(frozen=True, slots=True)
class DomainEvent:
    """One event for one version of an entity. `change.type` is its type. `entity` is as it was after the change."""

    entity: Provider | Appointment | Erasure | Offering | TimeOff | Resolution

    @property
    def change(self) -> Change:
        return self.entity.change

    @property
    def about(self) -> str:
        """What no other entity has: a service has the same id with each of its providers."""
        entity = self.entity
        return f"{entity.provider_id}/{entity.id}" if isinstance(entity, Offering) else entity.id

    @property
    def sequence(self) -> int:
        """Grows with every event of the entity. Consumers order by it, because a bus may reorder events."""
        return self.entity.version
