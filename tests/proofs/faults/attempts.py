"""The requests of one process, one after another, with a function that decides the outcome of each.

Faults of the table are injected at `Send`, where the product sends a request once: above any SDK, and below the
product's retries. Requests to the bus and the queue have no `Send`; tests/proofs/stream/wire.py handles them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from botocore.config import Config

from booking.aws import TABLE
from booking.dynamodb.sending import Answer, Request, Send

ATTEMPT_SECONDS = 0.25
"""An attempt costs more than on AWS, so that a fault that stays needs fewer of them to use a call's time up."""


class Killed(BaseException):
    """The process ends here. Nothing in it may catch this."""


class Clock:
    """Seconds that pass without anyone waiting for them."""

    def __init__(self) -> None:
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@dataclass(frozen=True)
class Attempt:
    """One request on its way. `number` counts them from 1.

    `connect_seconds` and `read_seconds`: how long its client waits, by the client's own settings.
    """

    number: int
    operation: str
    clock: Clock
    connect_seconds: float
    read_seconds: float


@dataclass(frozen=True)
class TableAttempt(Attempt):
    """`carry_out` has DynamoDB carry out any request for the operation."""

    request: Request
    carry_out: Callable[[Request], Answer]

    def send(self) -> Answer:
        return self.carry_out(self.request)


type Strike = Callable[[TableAttempt], Answer | None]
"""Decides the outcome of a request: returns an answer, raises an exception, or returns None to let it pass."""


def timeouts(config: Config) -> tuple[float, float]:
    """How long a client of these settings waits for a connection and for an answer."""
    return config.connect_timeout, config.read_timeout  # type: ignore[attr-defined]  # known as arguments only


class Faulty:
    """A Send that is one process's: `strike` decides about each request. `operations`: those asked for, in order.

    Its requests time out as those of a client with the settings of `config` do, on the clock alone.
    """

    def __init__(self, send: Send, strike: Strike, clock: Clock, config: Config = TABLE) -> None:
        self._send, self._strike, self._clock = send, strike, clock
        self._timeouts = timeouts(config)
        self.operations: list[str] = []

    def __call__(self, operation: str, request: Request) -> Answer:
        self.operations.append(operation)
        self._clock.sleep(ATTEMPT_SECONDS)
        attempt = TableAttempt(
            *(len(self.operations), operation, self._clock, *self._timeouts),
            request=request,
            carry_out=lambda asked: self._send(operation, asked),
        )
        struck = self._strike(attempt)
        return attempt.send() if struck is None else struck
