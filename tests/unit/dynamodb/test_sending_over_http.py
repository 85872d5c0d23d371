"""What becomes of an HTTP answer, or of none, on its way through a real client of the SDK: `Send` tells it truly.

Everywhere else faults strike at `Send`. Here they strike below the SDK, and each request meets its fault once: nothing
may be repeated down there.
"""

import binascii
import json
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse, HeadersDict
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
    SSLError,
)

from booking import aws
from booking.dynamodb.sending import Cancelled, Reason, Send, TurnedAway, Unanswered, sender

ITEM = {"Item": {"PK": {"S": "PROVIDER#1"}}}
HTML = b"<html><body>Service Unavailable</body></html>"
NAMESPACE = "com.amazonaws.dynamodb.v20120810"


class _Raw(BytesIO):
    """A body as urllib3 gives it to the SDK."""

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()


class Wire:
    """What is on the other end of the client: an answer of ours, or an exception for none. Counts the requests."""

    def __init__(self, outcome: AWSResponse | Exception) -> None:
        self.outcome = outcome
        self.requests: list[AWSPreparedRequest] = []

    def __call__(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        self.requests.append(request)
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


def answer(status: int, body: bytes | dict[str, Any], **headers: str) -> AWSResponse:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    raw: Any = _Raw(content)
    given = {"Content-Type": "application/x-amz-json-1.0", "x-amz-crc32": str(binascii.crc32(content))}
    sent: Any = HeadersDict(given | {name.replace("_", "-"): value for name, value in headers.items()})
    return AWSResponse("http://dynamodb.invalid", status, sent, raw)


def error(status: int, code: str, **members: Any) -> AWSResponse:
    return answer(status, {"__type": f"{NAMESPACE}#{code}", "message": "because", **members})


type Over = Callable[[Wire], Send]


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    """The product's own. One for all tests: making it takes longer than any of them."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (("DEFAULT_REGION", "us-east-1"), ("ACCESS_KEY_ID", "test"), ("SECRET_ACCESS_KEY", "test")):
            patch.setenv(f"AWS_{name}", value)
        yield aws.client("dynamodb", aws.TABLE)


@pytest.fixture
def over(client: Any) -> Iterator[Over]:
    """Makes a Send on the client, over that wire."""
    wires: list[Wire] = []

    def over(wire: Wire) -> Send:
        wires.append(wire)
        client.meta.events.register("before-send.dynamodb", wire)
        return sender(client)

    yield over
    for wire in wires:
        client.meta.events.unregister("before-send.dynamodb", wire)


def test_an_answer_is_handed_on(over: Over) -> None:
    wire = Wire(answer(200, ITEM))
    assert over(wire)("GetItem", {"TableName": "t", "Key": ITEM["Item"]})["Item"] == ITEM["Item"]
    (request,) = wire.requests
    assert json.loads(request.body) == {"TableName": "t", "Key": ITEM["Item"]}  # type: ignore[arg-type]


REQUESTS: dict[str, dict[str, Any]] = {
    "GetItem": {"TableName": "t", "Key": ITEM["Item"]},
    "Query": {"TableName": "t"},
    "TransactWriteItems": {"TransactItems": []},
}
LEFT_OPEN = {
    "a failure of the service": error(500, "InternalServerError"),
    "the service is not there": error(503, "ServiceUnavailable"),
    "a failure without a name": answer(500, b""),
    "a page of a proxy": answer(503, HTML, Content_Type="text/html"),
    "a page of a gateway": answer(502, HTML, Content_Type="text/html"),
    "a page of a gateway that waited": answer(504, HTML, Content_Type="text/html"),
    "a transaction in progress": error(400, "TransactionInProgressException"),
    "a connection closed": ConnectionClosedError(endpoint_url="http://dynamodb.invalid"),
    "a connection refused": EndpointConnectionError(endpoint_url="http://dynamodb.invalid"),
    "no connection in time": ConnectTimeoutError(endpoint_url="http://dynamodb.invalid"),
    "no answer in time": ReadTimeoutError(endpoint_url="http://dynamodb.invalid"),
    "a broken handshake": SSLError(endpoint_url="http://dynamodb.invalid", error=OSError("handshake")),
}


@pytest.mark.parametrize("outcome", LEFT_OPEN.values(), ids=LEFT_OPEN.keys())
@pytest.mark.parametrize("operation", REQUESTS)
def test_what_is_no_answer_leaves_open_whether_the_request_was_carried_out(
    over: Over, operation: str, outcome: AWSResponse | Exception
) -> None:
    wire = Wire(outcome)
    with pytest.raises(Unanswered):
        over(wire)(operation, REQUESTS[operation])
    assert len(wire.requests) == 1


@pytest.mark.parametrize(
    "code",
    [
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ThrottlingException",
        "TransactionConflictException",
    ],
)
def test_a_throttle_or_a_conflict_is_told_once_and_as_not_carried_out(over: Over, code: str) -> None:
    wire = Wire(error(400, code))
    with pytest.raises(TurnedAway, match=code):
        over(wire)("GetItem", {"TableName": "t"})
    assert len(wire.requests) == 1


def test_a_cancelled_transaction_tells_what_each_of_its_writes_met(over: Over) -> None:
    reasons = [{"Code": "None"}, {"Code": "ConditionalCheckFailed", "Item": ITEM["Item"]}]
    wire = Wire(error(400, "TransactionCanceledException", CancellationReasons=reasons))
    with pytest.raises(Cancelled) as cancelled:
        over(wire)("TransactWriteItems", {"TransactItems": []})
    assert cancelled.value.reasons == [Reason(), Reason(failed=True, met={"PK": "PROVIDER#1"})]


@pytest.mark.parametrize("code", ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"])
def test_a_transaction_cancelled_for_what_passes_is_told_as_not_carried_out(over: Over, code: str) -> None:
    wire = Wire(error(400, "TransactionCanceledException", CancellationReasons=[{"Code": "None"}, {"Code": code}]))
    with pytest.raises(TurnedAway, match=code):
        over(wire)("TransactWriteItems", {"TransactItems": []})


@pytest.mark.parametrize("code", ["ValidationException", "AccessDeniedException", "ResourceNotFoundException"])
def test_a_mistake_of_ours_is_told_as_it_came(over: Over, code: str) -> None:
    with pytest.raises(ClientError, match=code):
        over(Wire(error(400, code)))("GetItem", {"TableName": "t"})


def test_a_transaction_cancelled_for_a_mistake_of_ours_is_told_as_it_came(over: Over) -> None:
    reasons = [{"Code": "None"}, {"Code": "ValidationError"}]
    wire = Wire(error(400, "TransactionCanceledException", CancellationReasons=reasons))
    with pytest.raises(ClientError, match="TransactionCanceledException"):
        over(wire)("TransactWriteItems", {"TransactItems": []})


DAMAGED = {
    "half an answer": answer(200, b'{"half an ans'),
    "something before it": answer(200, b"#" + json.dumps(ITEM).encode()),
    "no text": answer(200, b"\xff\xfe\x00"),
    "another checksum": answer(200, ITEM, x_amz_crc32="1"),
}


@pytest.mark.parametrize("outcome", DAMAGED.values(), ids=DAMAGED.keys())
@pytest.mark.parametrize("operation", ["GetItem", "Query"])
def test_an_answer_that_was_damaged_on_the_way_is_none(over: Over, operation: str, outcome: AWSResponse) -> None:
    with pytest.raises(Unanswered):
        over(Wire(outcome))(operation, REQUESTS[operation])
