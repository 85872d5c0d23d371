"""Sending until an answer comes: how long to wait in between, and when to stop."""

import random
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from booking.calls.call import Call
from booking.calls.refusals import Busy
from booking.dynamodb.sending import MayPass, Unanswered
from booking.observability import count

# The wait before an attempt takes 0.4 seconds at most, an attempt that is not answered 1.5, and the read that settles
# its outcome 3.1: with less time than for all of it and a margin, no other attempt is begun.
SECONDS_FOR_AN_ATTEMPT = 6.0


def until_answered[Answer](send: Callable[[], Answer], attempts: Iterable[int]) -> Answer:
    """Send again what may succeed later. Raises Busy when no attempt is left; any other error as it came."""
    may_stand = False
    for _ in attempts:
        try:
            return send()
        except MayPass as failure:
            may_stand = may_stand or isinstance(failure, Unanswered)
    raise Busy(may_stand=may_stand)


@dataclass(frozen=True, slots=True)
class Backoff:
    """Full jitter: a random wait up to `base * 2**n` seconds after the n-th attempt, at most `cap`."""

    base: float = 0.05
    cap: float = 0.4
    sleep: Callable[[float], None] = time.sleep
    jitter: Callable[[float, float], float] = random.uniform

    def attempts(self, call: Call) -> Iterator[int]:
        """Number the attempts from 1, with a wait before each but the first, while the call's time suffices."""
        return self._while(lambda: call.seconds_left() > SECONDS_FOR_AN_ATTEMPT)

    def twice(self) -> Iterator[int]:
        """For a read, whatever time the call has left."""
        return islice(self._while(lambda: True), 2)

    def _while(self, is_time: Callable[[], bool]) -> Iterator[int]:
        number = 1
        yield number
        while is_time():
            self.sleep(self.jitter(0, min(self.cap, self.base * 2**number)))
            count("Retried")
            number += 1
            yield number
