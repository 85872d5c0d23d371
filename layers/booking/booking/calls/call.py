"""One call of a use case: who calls, in which request, by which clock, and for how long."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from booking.calls.change import Origin

PUBLIC = "public"


def system_clock() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Call:
    """`seconds_left` says how long an answer is still of use: retries end before it runs out."""

    correlation_id: str
    seconds_left: Callable[[], float]
    clock: Callable[[], datetime] = system_clock
    caller: str = PUBLIC

    def now(self) -> datetime:
        return self.clock()

    def origin(self) -> Origin:
        """A new attempt to change something, now. Its id is random: a write is known again by it."""
        return Origin(str(uuid.uuid4()), self.now().replace(microsecond=0), self.caller, self.correlation_id)
