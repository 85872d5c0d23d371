"""Both transports report the same outcome of a request, and each sends it once."""

import json
import socket
from collections.abc import Callable
from typing import Any

import pytest

from booking import aws
from booking.dynamodb.address import address_in
from booking.dynamodb.sdk import sender
from booking.dynamodb.sending import Cancelled, Mistake, Reason, Send, TurnedAway, Unanswered
from booking.dynamodb.wire import Wire
from tests.integration.dynamodb.far_end import (
    Deed,
    FarEnd,
    answer,
    close,
    error,
    half_an_answer,
    no_answer,
    reset,
)

ITEM = {"Item": {"PK": {"S": "PROVIDER#1"}, "notes": {"S": 'Zoë "\n\u2028'}}}
HTML = b"<html><body>Service Unavailable</body></html>"
REQUESTS: dict[str, dict[str, Any]] = {
    "GetItem": {"TableName": "t", "Key": ITEM["Item"]},
    "Query": {"TableName": "t"},
    "TransactWriteItems": {"TransactItems": []},
}

type Transport = Callable[[int], Send]


def environment(port: int) -> dict[str, str]:
    return {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_DEFAULT_REGION": "eu-south-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "secret",
    }


def over_wire(port: int) -> Send:
    address = address_in(environment(port))
    assert address
    return Wire(address)


@pytest.fixture(params=["wire", "sdk"])
def transport(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Transport:
    """Makes a Send to a port of this machine."""
    if request.param == "wire":
        return over_wire

    def over_sdk(port: int) -> Send:
        for name, value in environment(port).items():
            monkeypatch.setenv(name, value)
        return sender(aws.client("dynamodb", aws.TABLE))

    return over_sdk


def test_an_answer_is_handed_on(transport: Transport) -> None:
    with FarEnd([answer(200, ITEM)]) as far:
        assert transport(far.port)("GetItem", {"TableName": "t", "Key": ITEM["Item"]})["Item"] == ITEM["Item"]
    (request,) = far.received
    assert request.json == {"TableName": "t", "Key": ITEM["Item"]}
    assert request.headers["x-amz-target"] == "DynamoDB_20120810.GetItem"
    assert request.headers["content-type"] == "application/x-amz-json-1.0"


def test_one_connection_serves_all_requests(transport: Transport) -> None:
    with FarEnd([answer(200, ITEM), error(400, "ThrottlingException"), answer(200, {})]) as far:
        send = transport(far.port)
        send("GetItem", REQUESTS["GetItem"])
        with pytest.raises(TurnedAway):
            send("GetItem", REQUESTS["GetItem"])
        send("Query", REQUESTS["Query"])
    assert (far.connections, len(far.received)) == (1, 3)


LEFT_OPEN: dict[str, Deed] = {
    "a failure of the service": error(500, "InternalServerError"),
    "the service is not there": error(503, "ServiceUnavailable"),
    "a failure without a name": answer(500, b""),
    "a page of a proxy": answer(503, HTML, Content_Type="text/html"),
    "a page of a gateway": answer(502, HTML, Content_Type="text/html"),
    "a page of a gateway that waited": answer(504, HTML, Content_Type="text/html"),
    "a page that says that all is well": answer(200, HTML, Content_Type="text/html"),
    "a page in the place of an error": answer(404, HTML, Content_Type="text/html"),
    "a list in the place of an error": answer(500, b"[]"),
    "a transaction in progress": error(400, "TransactionInProgressException"),
    "a connection closed": close,
    "a connection reset": reset,
    "a connection closed in the midst of an answer": half_an_answer,
    "half an answer": answer(200, b'{"half an ans'),
    "something before it": answer(200, b"#" + json.dumps(ITEM).encode()),
    "no text": answer(200, b"\xff\xfe\x00"),
    "another checksum": answer(200, ITEM, x_amz_crc32="1"),
}


@pytest.mark.parametrize("deed", LEFT_OPEN.values(), ids=LEFT_OPEN.keys())
@pytest.mark.parametrize("operation", REQUESTS)
def test_what_is_no_answer_leaves_open_whether_the_request_was_carried_out(
    transport: Transport, operation: str, deed: Deed
) -> None:
    with FarEnd([deed]) as far:
        with pytest.raises(Unanswered):
            transport(far.port)(operation, REQUESTS[operation])
        assert len(far.received) == 1


def test_no_answer_in_time_is_none(transport: Transport) -> None:
    with FarEnd([no_answer]) as far:
        with pytest.raises(Unanswered):
            transport(far.port)("GetItem", REQUESTS["GetItem"])
        assert len(far.received) == 1


def test_a_connection_refused_leaves_open_whether_the_request_was_carried_out(transport: Transport) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(Unanswered):
        transport(port)("GetItem", REQUESTS["GetItem"])


def test_after_no_answer_the_next_request_is_answered(transport: Transport) -> None:
    with FarEnd([close, answer(200, ITEM)]) as far:
        send = transport(far.port)
        with pytest.raises(Unanswered):
            send("GetItem", REQUESTS["GetItem"])
        assert send("GetItem", REQUESTS["GetItem"])["Item"] == ITEM["Item"]


@pytest.mark.parametrize(
    "code",
    [
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ThrottlingException",
        "TransactionConflictException",
    ],
)
def test_a_throttle_or_a_conflict_is_told_once_and_as_not_carried_out(transport: Transport, code: str) -> None:
    with FarEnd([error(400, code)]) as far:
        with pytest.raises(TurnedAway, match=code):
            transport(far.port)("GetItem", {"TableName": "t"})
        assert len(far.received) == 1


def test_a_cancelled_transaction_tells_what_each_of_its_writes_met(transport: Transport) -> None:
    reasons = [{"Code": "None"}, {"Code": "ConditionalCheckFailed", "Item": {"PK": {"S": "PROVIDER#1"}}}]
    with (
        FarEnd([error(400, "TransactionCanceledException", CancellationReasons=reasons)]) as far,
        pytest.raises(Cancelled) as cancelled,
    ):
        transport(far.port)("TransactWriteItems", {"TransactItems": []})
    assert cancelled.value.reasons == [Reason(), Reason(failed=True, met={"PK": "PROVIDER#1"})]


@pytest.mark.parametrize("code", ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"])
def test_a_transaction_cancelled_for_what_passes_is_told_as_not_carried_out(transport: Transport, code: str) -> None:
    reasons = [{"Code": "None"}, {"Code": code}]
    with (
        FarEnd([error(400, "TransactionCanceledException", CancellationReasons=reasons)]) as far,
        pytest.raises(TurnedAway, match=code),
    ):
        transport(far.port)("TransactWriteItems", {"TransactItems": []})


@pytest.mark.parametrize("code", ["ValidationException", "AccessDeniedException", "ResourceNotFoundException"])
def test_a_mistake_of_ours_is_told_with_its_name_and_its_text(transport: Transport, code: str) -> None:
    with FarEnd([error(400, code)]) as far, pytest.raises(Mistake, match=f"GetItem: {code}\nbecause"):
        transport(far.port)("GetItem", {"TableName": "t"})


@pytest.mark.parametrize(("status", "body"), [(400, b"{}"), (413, b'{"message": "too large"}'), (301, b"{}")])
def test_an_error_without_a_name_is_a_mistake_of_ours(transport: Transport, status: int, body: bytes) -> None:
    deed = answer(status, body, Location="http://127.0.0.1:9/")
    with FarEnd([deed]) as far, pytest.raises(Mistake, match=str(status)):
        transport(far.port)("GetItem", {"TableName": "t"})
    assert len(far.received) == 1


def test_a_transaction_cancelled_for_a_mistake_of_ours_is_told_so(transport: Transport) -> None:
    reasons = [{"Code": "None"}, {"Code": "ValidationError"}]
    with (
        FarEnd([error(400, "TransactionCanceledException", CancellationReasons=reasons)]) as far,
        pytest.raises(Mistake, match="TransactionCanceledException"),
    ):
        transport(far.port)("TransactWriteItems", {"TransactItems": []})
