"""The wire between botocore and AWS, where faults strike: below the product's code and below botocore's own retries.

The hook is botocore's `before-send`, which comes once for every attempt, the resent ones included. What it returns is
taken for the answer, and what it raises for the failure of the connection, as botocore documents for that event.
"""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from botocore.awsrequest import AWSPreparedRequest, AWSResponse, HeadersDict
from botocore.httpsession import URLLib3Session

ATTEMPT_SECONDS = 0.25
"""An attempt costs more than on AWS, so that a fault that stays needs fewer of them to use a call's time up."""


class Killed(BaseException):
    """The process ends here: nothing in it may catch this."""


class Clock:
    """Seconds that pass without anyone waiting for them."""

    def __init__(self) -> None:
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@dataclass(frozen=True)
class Attempt:
    """One request on its way. `number` counts them from 1, as the wire sees them.

    `connect_seconds` and `read_seconds`: how long its client waits, by the client's own settings.
    """

    number: int
    operation: str
    request: AWSPreparedRequest
    send: Callable[[], AWSResponse]
    clock: Clock
    connect_seconds: float
    read_seconds: float

    @property
    def body(self) -> Any:
        content = self.request.body
        return json.loads(content.decode() if isinstance(content, bytes) else str(content))


type Strike = Callable[[Attempt], AWSResponse | None]
"""What becomes of an attempt: an answer, an exception raised, or None to let it pass."""


def answer(request: AWSPreparedRequest, status: int, body: Any, headers: dict[str, str] | None = None) -> AWSResponse:
    """An answer as AWS writes it."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent: Any = HeadersDict(
        {"Content-Type": "application/x-amz-json-1.0", "x-amzn-RequestId": "fault", **(headers or {})}
    )
    return AWSResponse(request.url, status, sent, _Body(content))


def error(request: AWSPreparedRequest, status: int, code: str, **members: Any) -> AWSResponse:
    """An error as the JSON services of AWS write it."""
    return answer(request, status, {"__type": f"com.amazonaws#{code}", "message": "injected", **members})


type Service = Callable[[str, AWSPreparedRequest], AWSResponse]
"""Carries a request for an operation out and answers it."""


class Wire:
    """Hooks into one client, which is one process's: `strike` decides about each attempt.

    Without a `service` of the test's own the requests go where the client's endpoint is. `operations` gets the
    operation of each attempt, in order; one list may count for several clients.
    """

    def __init__(
        self,
        client: Any,
        strike: Strike,
        clock: Clock,
        service: Service | None = None,
        operations: list[str] | None = None,
    ) -> None:
        self._strike, self._clock, self._service = strike, clock, service
        self._timeouts = client.meta.config.connect_timeout, client.meta.config.read_timeout
        self._network = URLLib3Session()
        self.operations = [] if operations is None else operations
        client.meta.events.register("before-send", self._on_send)

    def _on_send(self, request: AWSPreparedRequest, event_name: str, **_: Any) -> AWSResponse | None:
        operation = event_name.rpartition(".")[2]
        self.operations.append(operation)
        self._clock.sleep(ATTEMPT_SECONDS)

        def send() -> AWSResponse:
            sent: AWSResponse = self._service(operation, request) if self._service else self._network.send(request)
            return sent

        attempt = Attempt(len(self.operations), operation, request, send, self._clock, *self._timeouts)
        struck = self._strike(attempt)
        return send() if struck is None and self._service else struck

    def close(self) -> None:
        self._network.close()


@contextmanager
def botocore_waits_on(clock: Clock) -> Iterator[None]:
    """Let the wait before botocore resends pass on the clock: it has no setting for that."""
    with patch("botocore.endpoint.time", SimpleNamespace(sleep=clock.sleep)):
        yield


class _Body(io.BytesIO):
    """The raw body of an answer, as botocore reads it."""

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()
