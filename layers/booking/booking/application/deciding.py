"""Deciding again: when what a decision was made on has changed meanwhile, read and decide anew."""

from collections.abc import Callable

from booking.application.call import Call
from booking.application.store import AppointmentChanged, ProviderChanged
from booking.domain.errors import Busy

# Another decision needs a read and a write: with less time than this it would not come through.
_SECONDS_FOR_A_DECISION = 4.5


def until_it_holds[Outcome](decide: Callable[[], Outcome], call: Call) -> Outcome:
    """Call `decide` until its write is not refused for a change of its reading. Raises Busy when time runs out."""
    while True:
        try:
            return decide()
        except (ProviderChanged, AppointmentChanged):
            if call.seconds_left() < _SECONDS_FOR_A_DECISION:
                raise Busy from None
