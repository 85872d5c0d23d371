"""A way to tell losers early that needs no further items: read the claims before a transaction is sent again.

Reads never conflict, so a client whose slot has gone learns it whatever else its transaction meets.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from tests.reliability.booking_rush import TABLE_NAME, Design

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def peeking(design: Design) -> Design:
    """The same design, its transactions sent through a client that looks first."""
    return replace(
        design,
        make_store=lambda client, backoff: design.make_store(cast("DynamoDBClient", _PeekingClient(client)), backoff),
    )


class _PeekingClient:
    """Before it sends a transaction again, it reads the claims; one that is foreign by now cancels it unsent."""

    def __init__(self, client: "DynamoDBClient") -> None:
        self._client = client
        self._sent: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def transact_write_items(self, *, TransactItems: Sequence[Mapping[str, Any]], ClientRequestToken: str) -> Any:  # noqa: N803
        if ClientRequestToken in self._sent:
            self._cancel_if_claimed(TransactItems)
        self._sent.add(ClientRequestToken)
        return self._client.transact_write_items(
            TransactItems=TransactItems,  # type: ignore[arg-type]
            ClientRequestToken=ClientRequestToken,
        )

    def _cancel_if_claimed(self, requests: Sequence[Mapping[str, Any]]) -> None:
        keys = [_claim_key(request) for request in requests]
        asked: Any = {TABLE_NAME: {"Keys": [key for key in keys if key], "ConsistentRead": True}}
        answer = self._client.batch_get_item(RequestItems=asked)["Responses"].get(TABLE_NAME, [])
        claims = {item["SK"]["S"]: item for item in answer}
        if claims:
            reasons = [
                {"Code": "ConditionalCheckFailed", "Item": claims[key["SK"]["S"]]}
                if key and key["SK"]["S"] in claims
                else {"Code": "None"}
                for key in keys
            ]
            response: Any = {"Error": {"Code": "TransactionCanceledException"}, "CancellationReasons": reasons}
            raise self._client.exceptions.TransactionCanceledException(response, "TransactWriteItems")


def _claim_key(request: Mapping[str, Any]) -> dict[str, Any] | None:
    item = request.get("Put", {}).get("Item", {})
    return {name: item[name] for name in ("PK", "SK")} if "owner" in item else None
