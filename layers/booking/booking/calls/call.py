"""One call of a use case: its request, its caller, its clock, and the time it has left."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from booking.calls.caller import NOBODY, Caller
from booking.calls.change import Author, Origin

API = "api"


def system_clock() -> datetime:
    """The current instant, in UTC."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Call:
    """`seconds_left` returns how many seconds remain to answer. Retries stop before they run out.

    `caller` is set when it is known: nobody before. `via` is the way on which the call came in.
    """

    correlation_id: str
    seconds_left: Callable[[], float]
    clock: Callable[[], datetime] = system_clock
    caller: Caller = NOBODY
    via: str = API

    def now(self) -> datetime:
        return self.clock()

    def origin(self) -> Origin:
        """The origin of a new attempt to change something, now. The write is recognised later by its random id."""
        return Origin(str(uuid.uuid4()), self.now().replace(microsecond=0), self._author, self.correlation_id)

    @property
    def _author(self) -> Author:
        return Author(self.caller.kind, self.caller.id, self.via)
