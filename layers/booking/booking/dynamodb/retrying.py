"""Sending again until an answer comes: how long to wait between attempts, and when to stop."""

import random
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from booking.calls.call import Call
from booking.calls.refusals import Busy
from booking.dynamodb.sending import MayPass, Unanswered
from booking.observability import count

# A new attempt starts only while more time than this is left. At most, the wait before it takes 0.4 seconds, the
# attempt without an answer 1.5, and the read that finds out its outcome 3.1. The rest is a margin.
SECONDS_FOR_AN_ATTEMPT = 6.0


def until_answered[Answer](send: Callable[[], Answer], attempts: Iterable[int]) -> Answer:
    """Send, and send again after an error that may pass. Raises Busy when no attempt is left, and any other error."""
    may_stand = False
    for _ in attempts:
        try:
            return send()
        except MayPass as failure:
            may_stand = may_stand or isinstance(failure, Unanswered)
    raise Busy(may_stand=may_stand)


@dataclass(frozen=True, slots=True)
class Backoff:
    """Full jitter: after the n-th attempt, a random wait of up to `base * 2**n` seconds, but at most `cap`."""

    base: float = 0.05
    cap: float = 0.4
    sleep: Callable[[float], None] = time.sleep
    jitter: Callable[[float, float], float] = random.uniform

    def attempts(self, call: Call) -> Iterator[int]:
        """Yield the attempts' numbers from 1 while the call has enough time. Waits before each but the first."""
        return self._while(lambda: call.seconds_left() > SECONDS_FOR_AN_ATTEMPT)

    def twice(self) -> Iterator[int]:
        """Two attempts at a read, however much time the call has left."""
        yield 1
        self._wait_after(1)
        yield 2

    def _while(self, is_time: Callable[[], bool]) -> Iterator[int]:
        number = 1
        yield number
        while is_time():
            self._wait_after(number)
            number += 1
            yield number

    def _wait_after(self, number: int) -> None:
        self.sleep(self.jitter(0, min(self.cap, self.base * 2**number)))
        count("Retried")
