"""The outcomes of a request besides an answer, whatever botocore calls them."""

from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError
from botocore.parsers import ResponseParserError

from booking.dynamodb.sdk import sender
from booking.dynamodb.sending import Cancelled, Mistake, Reason, TurnedAway, Unanswered

FAILED, CONFLICT = "ConditionalCheckFailed", "TransactionConflict"


def error(code: str, *reasons: str) -> ClientError:
    response: Any = {"Error": {"Code": code}}
    listed = [{"Code": reason, **({"Item": {"SK": {"S": "x"}}} if reason == FAILED else {})} for reason in reasons]
    if reasons:
        response["CancellationReasons"] = listed
    return ClientError(response, "GetItem")


class Client:
    """Answers, or raises, what it is given."""

    meta = SimpleNamespace(events=SimpleNamespace(register=lambda *_, **__: None))

    def __init__(self, outcome: Exception | dict[str, Any]) -> None:
        self.outcome = outcome
        self.asked: list[Any] = []

    def get_item(self, **request: Any) -> dict[str, Any]:
        self.asked.append(request)
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


def send(outcome: Exception | dict[str, Any]) -> Any:
    client: Any = Client(outcome)
    return sender(client)("GetItem", {"Key": 1})


def test_an_operation_is_the_client_s_method_of_that_name() -> None:
    client: Any = Client({"Item": {}})
    assert sender(client)("GetItem", {"Key": 1}) == {"Item": {}}
    assert client.asked == [{"Key": 1}]


@pytest.mark.parametrize(
    "code",
    [
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ThrottlingException",
        "TransactionConflictException",
    ],
)
def test_a_throttle_or_a_conflict_was_not_carried_out(code: str) -> None:
    with pytest.raises(TurnedAway):
        send(error(code))


@pytest.mark.parametrize(
    "failure",
    [
        error("TransactionInProgressException"),
        ReadTimeoutError(endpoint_url="http://x"),
        ConnectTimeoutError(endpoint_url="http://x"),
        EndpointConnectionError(endpoint_url="http://x"),
        ResponseParserError("half an answer"),
    ],
)
def test_after_any_other_passing_failure_the_outcome_is_open(failure: Exception) -> None:
    with pytest.raises(Unanswered):
        send(failure)


@pytest.mark.parametrize(
    "mistake",
    [
        error("AccessDeniedException"),
        error("ResourceNotFoundException"),
        error("ValidationException"),
        error("IdempotentParameterMismatchException"),
        error("TransactionCanceledException", "None", "ValidationError"),
        error("TransactionCanceledException", FAILED, "ItemCollectionSizeLimitExceeded"),
        ClientError({"Error": {"Code": "Odd"}}, "GetItem"),
    ],
)
def test_a_mistake_of_ours_is_told_by_its_name_at_aws(mistake: ClientError) -> None:
    with pytest.raises(Mistake) as raised:
        send(mistake)
    assert raised.value.code == mistake.response["Error"]["Code"]


@pytest.mark.parametrize("code", [CONFLICT, "ThrottlingError", "ProvisionedThroughputExceeded"])
def test_a_transaction_cancelled_for_what_passes_was_turned_away(code: str) -> None:
    with pytest.raises(TurnedAway, match=code):
        send(error("TransactionCanceledException", "None", code))


def test_a_failed_condition_cancels_with_a_reason_for_each_write() -> None:
    with pytest.raises(Cancelled) as cancelled:
        send(error("TransactionCanceledException", "None", FAILED, CONFLICT))
    assert cancelled.value.reasons == [Reason(), Reason(failed=True, met={"SK": "x"}), Reason(is_passing=True)]
