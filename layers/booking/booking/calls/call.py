"""One call of a use case: its request, its caller, its clock, and the time it has left."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from booking.calls.change import Origin

PUBLIC = "public"


def system_clock() -> datetime:
    """The current instant, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Call:
    """`seconds_left` returns how many seconds remain to answer. Retries stop before they run out."""

    correlation_id: str
    seconds_left: Callable[[], float]
    clock: Callable[[], datetime] = system_clock
    caller: str = PUBLIC

    def now(self) -> datetime:
        return self.clock()

    def origin(self) -> Origin:
        """The origin of a new attempt to change something, now. The write is recognised later by its random id."""
        return Origin(str(uuid.uuid4()), self.now().replace(microsecond=0), self.caller, self.correlation_id)
