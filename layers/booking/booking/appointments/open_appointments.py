"""The limit of open appointments: how many a customer may have with one provider at a time.

An appointment is open while it is confirmed and not over. Only those count that customers book themselves: whoever
works for the business books as many as it likes.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from booking.appointments.refusals import TooManyOpenAppointments


class OpenAppointments(NamedTuple):
    """A customer's counted appointments with a provider, each id with its end, and how many may be open.

    Those that are over stay listed until one more needs the room.
    """

    ends: Mapping[str, datetime]
    limit: int

    def over(self, now: datetime) -> frozenset[str]:
        """The ids of those that are over. Raises TooManyOpenAppointments if there is no room even without them."""
        over = frozenset(appointment_id for appointment_id, end in self.ends.items() if end <= now)
        if len(self.ends) - len(over) >= self.limit:
            raise TooManyOpenAppointments(self.limit)
        return over
