"""The wire between botocore and the bus or the queue: faults are injected here, below the product's code.

There is no `Send` here: botocore repeats a request of publish_events once, and the proof includes this repeat. The hook
is botocore's event `before-send`, which happens at every attempt, repeats included. As botocore documents, its return
value is used as the answer, and an exception as the failure of the connection.
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

from tests.proofs.faults.attempts import ATTEMPT_SECONDS, Attempt, Clock


@dataclass(frozen=True)
class BusAttempt(Attempt):
    """`send` has the service carry the request out as it stands by then."""

    request: AWSPreparedRequest
    send: Callable[[], AWSResponse]

    @property
    def body(self) -> Any:
        content = self.request.body
        return json.loads(content.decode() if isinstance(content, bytes) else str(content))


type Strike = Callable[[BusAttempt], AWSResponse | None]
"""What becomes of an attempt: an answer, an exception raised, or None to let it pass."""


def answer(request: AWSPreparedRequest, status: int, body: Any, headers: dict[str, str] | None = None) -> AWSResponse:
    """An answer as AWS writes it."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent: Any = HeadersDict(
        {"Content-Type": "application/x-amz-json-1.0", "x-amzn-RequestId": "fault", **(headers or {})}
    )
    return AWSResponse(request.url, status, sent, _Body(content))


def error(request: AWSPreparedRequest, status: int, code: str) -> AWSResponse:
    """An error as the JSON services of AWS write it."""
    return answer(request, status, {"__type": f"com.amazonaws#{code}", "message": "injected"})


type Service = Callable[[str, AWSPreparedRequest], AWSResponse]
"""Carries a request for an operation out and answers it."""


class Wire:
    """Hooks into one client, which is one process's: `strike` decides about each attempt, `service` is behind it.

    `operations` gets the operation of each attempt, in order; one list may count for several clients.
    """

    def __init__(
        self, client: Any, strike: Strike, clock: Clock, service: Service, operations: list[str] | None = None
    ) -> None:
        self._strike, self._clock, self._service = strike, clock, service
        self._timeouts = client.meta.config.connect_timeout, client.meta.config.read_timeout
        self.operations = [] if operations is None else operations
        client.meta.events.register("before-send", self._on_send)

    def _on_send(self, request: AWSPreparedRequest, event_name: str, **_: Any) -> AWSResponse:
        operation = event_name.rpartition(".")[2]
        self.operations.append(operation)
        self._clock.sleep(ATTEMPT_SECONDS)
        attempt = BusAttempt(
            *(len(self.operations), operation, self._clock, *self._timeouts),
            request=request,
            send=lambda: self._service(operation, request),
        )
        struck = self._strike(attempt)
        return attempt.send() if struck is None else struck


@contextmanager
def botocore_waits_on(clock: Clock) -> Iterator[None]:
    """Let the wait before botocore resends pass on the clock: it has no setting for that."""
    with patch("botocore.endpoint.time", SimpleNamespace(sleep=clock.sleep)):
        yield


class _Body(io.BytesIO):
    """The raw body of an answer, as botocore reads it."""

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()
