"""What stands in a provider's calendar, as one reading of its claims found it. Pure."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from booking.providers.schedule import Window
from booking.rules.limits import Ticket
from booking.time.intervals import Interval


class Standing(NamedTuple):
    """An appointment that stands, as its first claim shows it. `interval` is its own time, without buffers."""

    appointment_id: str
    interval: Interval
    service_id: str | None = None


class Claims(NamedTuple):
    """`owners`: the claimed slots, in order, each with the id of its appointment. `tickets`: with their holders' ids.

    `overrides`: the windows of the dates (days since the epoch) that have their own.
    """

    owners: Mapping[int, str] = {}
    standing: Sequence[Standing] = ()
    tickets: Mapping[Ticket, str] = {}
    overrides: Mapping[int, Sequence[Window]] = {}

    def with_overrides(self, overrides: Mapping[int, Sequence[Window]]) -> "Claims":
        return self._replace(overrides={**self.overrides, **overrides}) if overrides else self

    def foreign(self, appointment_id: str | None) -> AbstractSet[int]:
        """The claimed slots without those of the appointment."""
        if appointment_id is None:
            return self.owners.keys()
        return {slot for slot, owner in self.owners.items() if owner != appointment_id}


NO_CLAIMS = Claims()
