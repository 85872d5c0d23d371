"""Faults at the boundary to AWS: what happens to chosen requests of one client between botocore and the service.

Each fault stands for one sending over the wire, so botocore's own second attempt is a sending of its own.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError

type Send = Callable[[], AWSResponse]
type Fault = Callable[[AWSPreparedRequest, Send], AWSResponse]


class Faults:
    """The faults in wait for one client, by operation; what meets none is sent as it is. All sendings are counted."""

    def __init__(self, client: Any) -> None:
        self.sent: Counter[str] = Counter()
        self.bodies: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        self._waiting: defaultdict[str, list[Fault]] = defaultdict(list)
        self._is_acting = False  # what others send from within a fault meets none itself
        self._session = client._endpoint.http_session  # noqa: SLF001  # there is no public way to send and then lose
        client.meta.events.register("before-send", self._before_send)

    def on(self, operation: str, *faults: Fault) -> None:
        """Let the next sendings of an operation meet these faults, one each."""
        self._waiting[operation] += faults

    @property
    def are_used_up(self) -> bool:
        return not any(self._waiting.values())

    def _before_send(self, request: AWSPreparedRequest, event_name: str, **_: object) -> AWSResponse | None:
        operation = event_name.rpartition(".")[2]
        self.sent[operation] += 1
        self.bodies[operation].append(json.loads(request.body))  # type: ignore[arg-type]
        waiting = self._waiting[operation]
        if not waiting or self._is_acting:
            return None
        self._is_acting = True
        try:
            return waiting.pop(0)(request, lambda: self._session.send(request))
        finally:
            self._is_acting = False


class _Raw(BytesIO):
    """A body as urllib3 gives it to botocore."""

    def stream(self, **_: object) -> Iterator[bytes]:
        yield self.read()


def _answer(request: AWSPreparedRequest, status: int, body: Mapping[str, Any]) -> AWSResponse:
    return _raw_answer(request, status, json.dumps(body).encode())


def _raw_answer(request: AWSPreparedRequest, status: int, body: bytes) -> AWSResponse:
    headers: Any = {"content-type": "application/x-amz-json-1.0"}
    raw: Any = _Raw(body)
    return AWSResponse(request.url, status, headers, raw)


def error(code: str, status: int = 400) -> Fault:
    """The service refuses without carrying the request out."""

    def fault(request: AWSPreparedRequest, send: Send) -> AWSResponse:
        return _answer(request, status, {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": code})

    return fault


def cancelled(*codes: str) -> Fault:
    """The transaction is cancelled, for one reason for each of its first requests; the others did not fail."""

    def fault(request: AWSPreparedRequest, send: Send) -> AWSResponse:
        writes = len(json.loads(request.body)["TransactItems"])  # type: ignore[arg-type]
        reasons = [{"Code": code} for code in [*codes, *["None"] * writes][:writes]]
        name = "com.amazonaws.dynamodb.v20120810#TransactionCanceledException"
        return _answer(request, 400, {"__type": name, "Message": "cancelled", "CancellationReasons": reasons})

    return fault


def as_it_is(request: AWSPreparedRequest, send: Send) -> AWSResponse:
    """No fault, before one on a later sending."""
    return send()


def cut(request: AWSPreparedRequest, send: Send) -> AWSResponse:
    """The request never arrives."""
    raise EndpointConnectionError(endpoint_url=request.url)


def answer_lost(request: AWSPreparedRequest, send: Send) -> AWSResponse:
    """The request is carried out and its answer does not come back."""
    send()
    raise ReadTimeoutError(endpoint_url=request.url)


def answer_lost_and_token_forgotten(request: AWSPreparedRequest, send: Send) -> AWSResponse:
    """As above, and the service does not know the transaction again, as it does not after ten minutes."""
    body = json.loads(request.body)  # type: ignore[arg-type]
    if "ClientRequestToken" in body:
        # To the service, the one carried out was another transaction.
        body["ClientRequestToken"] = body["ClientRequestToken"][::-1]
        request.body = json.dumps(body).encode()
        request.headers["Content-Length"] = str(len(request.body))
    return answer_lost(request, send)


def answer_broken(request: AWSPreparedRequest, send: Send) -> AWSResponse:
    """The request is carried out; what comes back cannot be read."""
    send()
    return _raw_answer(request, 200, b'{"half an ans')


def answered_500(request: AWSPreparedRequest, send: Send) -> AWSResponse:
    """The request is carried out; a machine in between tells that it failed."""
    send()
    return error("InternalServerError", 500)(request, send)


def answer_lost_and_then(meanwhile: Callable[[], object]) -> Fault:
    """The answer is lost, and others act before the request is sent again."""

    def fault(request: AWSPreparedRequest, send: Send) -> AWSResponse:
        send()
        meanwhile()
        raise ReadTimeoutError(endpoint_url=request.url)

    return fault


def first(meanwhile: Callable[[], object]) -> Fault:
    """Others act just before the request arrives."""

    def fault(request: AWSPreparedRequest, send: Send) -> AWSResponse:
        meanwhile()
        return send()

    return fault


def answer_edited(edit: Callable[[dict[str, Any], dict[str, Any]], None]) -> Fault:
    """The request is carried out; `edit` changes its answer, given that and what was asked."""

    def fault(request: AWSPreparedRequest, send: Send) -> AWSResponse:
        body = json.loads(send().content)
        edit(body, json.loads(request.body))  # type: ignore[arg-type]
        return _answer(request, 200, body)

    return fault
