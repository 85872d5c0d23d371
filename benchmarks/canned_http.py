"""Canned answers of AWS by operation, and the functions that replace HTTP with them.

It imports only the standard library: beside a cold start there is nothing of the project but the built layers and this
file.
"""

import importlib
import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

type Answer = tuple[dict[str, str], bytes]
"""Headers and body of a response whose status is 200."""

OF_A_PROVIDER = "GetItem of a provider"


class Answers:
    """`bodies`: the body of the answer to each operation, as a JSON value. PutEvents accepts all entries."""

    def __init__(self, bodies: Mapping[str, Any]) -> None:
        self._ready = {operation: http_answer(body) for operation, body in bodies.items()}
        self._of_entries: dict[int, Answer] = {}

    def to(self, operation: str, body: bytes) -> Answer:
        """Raises KeyError for an operation that has no answer."""
        if operation == "PutEvents":
            return self._taken(body.count(b'"DetailType"'))
        return self._ready[OF_A_PROVIDER if operation == "GetItem" and b"PROVIDER#" in body else operation]

    def _taken(self, entries: int) -> Answer:
        if entries not in self._of_entries:
            taken = [{"EventId": f"4b2f0c1e-6d0a-4c7b-9d3e-{number:012}"} for number in range(entries)]
            self._of_entries[entries] = http_answer({"FailedEntryCount": 0, "Entries": taken})
        return self._of_entries[entries]


def operation_of(target: str) -> str:
    """The operation that the header X-Amz-Target names."""
    return target.rpartition(".")[2]


def answer_in_place_of_wire(answer: Callable[[str, bytes], Answer]) -> None:
    """From now on `answer(operation, body)` answers the requests of the transport on libcurl.

    Requests are made and answers are read. libcurl's own work, signing included, is left out.
    """

    def post(connection: Any, operation: str, body: bytes) -> tuple[int, str, bytes]:
        connection.may_have_sent_twice = False
        headers, content = answer(operation, body)
        return 200, headers["x-amz-crc32"], content

    importlib.import_module("booking.dynamodb.wire").Connection.post = post


def answer_in_place_of_sdk(answer: Callable[[str, bytes], Answer]) -> None:
    """The same for the requests of all clients of the SDK. Requests are built and signed, and answers are parsed."""
    response = importlib.import_module("botocore.awsrequest").AWSResponse
    session = importlib.import_module("botocore.httpsession").URLLib3Session

    def send(_: object, request: Any) -> Any:
        headers, body = answer(operation_of(request.headers["X-Amz-Target"].decode()), request.body)
        return response(request.url, 200, headers, _Raw(body))

    session.send = send


class _Raw:
    """The body of a response, as urllib3 hands it to botocore."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, *_: object, **__: object) -> Sequence[bytes]:
        return [self._body]


def http_answer(answer: Any) -> Answer:
    """Of a body, as a JSON value."""
    body = json.dumps(answer, separators=(",", ":")).encode()
    headers = {
        "content-type": "application/x-amz-json-1.0",
        "content-length": str(len(body)),
        "x-amzn-requestid": "RTPSQHE2KUPL5HVFQJBVTS6N6VVV4KQNSO5AEMVJF66Q9ASUAAJG",
        "x-amz-crc32": str(zlib.crc32(body)),
    }
    return headers, body
