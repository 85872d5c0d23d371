"""What the table, the bus and the queue may answer, or fail with. Whatever is a text quotes all that it can."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError
from botocore.parsers import ResponseParserError
from moto.core.models import botocore_stubber
from pydantic import TypeAdapter

from tests.functional.personal_data.marks import all_marks
from tests.proofs.stream.wire import answer

type Fault = Callable[[AWSPreparedRequest, str, str], AWSResponse | None]
"""What becomes of a request for an operation; the text is what to quote. Returns None for a request that passes."""


def _error(code: str, status: int = 400) -> Fault:
    return lambda request, _, quoted: _refusal(request, status, code, quoted)


def _cancelled(code: str) -> Fault:
    """For what all items of a transaction meet. DynamoDB returns the item that a condition met."""

    def fault(request: AWSPreparedRequest, operation: str, quoted: str) -> AWSResponse | None:
        if not operation.startswith("Transact"):
            return None
        met = {"PK": {"S": quoted}, "SK": {"S": quoted}, "change": {"M": {"id": {"S": quoted}}}}
        reasons = [{"Code": code, "Message": quoted, "Item": met} for _ in _asked(request)["TransactItems"]]
        return _refusal(request, 400, "TransactionCanceledException", quoted, CancellationReasons=reasons)

    return fault


def _refusal(request: AWSPreparedRequest, status: int, code: str, quoted: str, **more: Any) -> AWSResponse:
    return answer(request, status, {"__type": f"com.amazonaws#{code}", "message": f"{code}: {quoted}", **more})


def _page(request: AWSPreparedRequest, _: str, quoted: str) -> AWSResponse:
    return answer(request, 200, f"<html>{quoted}</html>".encode(), {"Content-Type": "text/html"})


def _asked(request: AWSPreparedRequest) -> Any:
    return json.loads(text_of(request))


def text_of(request: AWSPreparedRequest) -> str:
    return request.body.decode() if isinstance(request.body, bytes) else str(request.body)


def _raised(error: Callable[[str], Exception]) -> Fault:
    """An exception from inside, with a cause and a note."""

    def fault(_request: AWSPreparedRequest, _operation: str, quoted: str) -> AWSResponse:
        raised = error(quoted)
        raised.add_note(quoted)
        raise raised from LookupError(quoted)

    return fault


def _invalid(quoted: str) -> Exception:
    """Of pydantic, which quotes the value unless it is told not to."""
    try:
        TypeAdapter(dict[str, int]).validate_python({quoted: quoted})
    except ValueError as error:
        return error
    raise AssertionError


FAULTS: Mapping[str, Fault] = {
    "throttled": _error("ProvisionedThroughputExceededException"),
    "500": _error("InternalServerError", 500),
    "refused as invalid": _error("ValidationException"),
    "no right": _error("AccessDeniedException"),
    "no such table": _error("ResourceNotFoundException"),
    "conflict": _cancelled("TransactionConflict"),
    "condition failed": _cancelled("ConditionalCheckFailed"),
    "an item is invalid": _cancelled("ValidationError"),
    "unreachable": _raised(lambda quoted: EndpointConnectionError(endpoint_url=quoted)),
    "connect timeout": _raised(lambda quoted: ConnectTimeoutError(endpoint_url=quoted)),
    "read timeout": _raised(lambda quoted: ReadTimeoutError(endpoint_url=quoted)),
    "a page for an answer": _page,
    "garbled answer": _raised(ResponseParserError),
    "unexpected exception": _raised(RuntimeError),
    "unexpected key": _raised(KeyError),
    "invalid model": _raised(_invalid),
}


@contextmanager
def answered_by(client: Any, service: Fault, fault: Fault | None = None, *, after: int = 0) -> Iterator[None]:
    """A service of this process answers the client; all requests but the first ones meet the fault: so many pass.

    The fault quotes the request and every mark.
    """
    seen = 0

    def strike(request: AWSPreparedRequest, event_name: str, **_: Any) -> AWSResponse | None:
        nonlocal seen
        seen += 1
        operation, text = event_name.rpartition(".")[2], text_of(request)
        struck = fault(request, operation, f"{all_marks()} {text}") if fault and seen > after else None
        return struck or service(request, operation, text)

    client.meta.events.register("before-send", strike)
    try:
        with patch.object(botocore_stubber, "enabled", new=False):  # moto's own hook would answer too
            yield
    finally:
        client.meta.events.unregister("before-send", strike)
