"""Domain events: what the entity's last change means to those who consume events."""

from dataclasses import dataclass

from booking.appointments.appointment import Appointment
from booking.calls.change import Change
from booking.providers.provider import Provider


@dataclass(frozen=True, slots=True)
class DomainEvent:
    """One event for one version of an entity; `change.type` says which. The entity is as the change left it."""

    entity: Provider | Appointment

    @property
    def change(self) -> Change:
        return self.entity.change

    @property
    def sequence(self) -> int:
        """Grows with every event of the entity; consumers go by it, for a bus may reorder."""
        return self.entity.version
