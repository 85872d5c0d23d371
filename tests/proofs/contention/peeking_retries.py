"""A way to answer losers early, without further items: read the claims before a transaction is sent again.

Reads never conflict. So a client whose slot is taken learns it, whatever conflicts its transaction has.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from booking.dynamodb.sending import Answer, Request, Send, cancellation
from tests.proofs.contention.rush import TABLE_NAME, Design


def peeking(design: Design) -> Design:
    """The same design, its transactions sent by a sender that looks first."""
    return replace(design, make_store=lambda send, backoff: design.make_store(_Peeking(send), backoff))


class _Peeking:
    """Before it sends a transaction again, it reads the claims; one that is foreign by now cancels it unsent."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._sent: set[str] = set()

    def __call__(self, operation: str, request: Request) -> Answer:
        if operation == "TransactWriteItems":
            if request["ClientRequestToken"] in self._sent:
                self._cancel_if_claimed(request["TransactItems"])
            self._sent.add(request["ClientRequestToken"])
        return self._send(operation, request)

    def _cancel_if_claimed(self, requests: Sequence[Mapping[str, Any]]) -> None:
        keys = [_claim_key(request) for request in requests]
        asked = {TABLE_NAME: {"Keys": [key for key in keys if key], "ConsistentRead": True}}
        answer = self._send("BatchGetItem", {"RequestItems": asked})["Responses"].get(TABLE_NAME, [])
        claims = {item["SK"]["S"]: item for item in answer}
        reasons = [
            {"Code": "ConditionalCheckFailed", "Item": claims[key["SK"]["S"]]}
            if key and key["SK"]["S"] in claims
            else {"Code": "None"}
            for key in keys
        ]
        if cancelled := cancellation(reasons) if claims else None:
            raise cancelled


def _claim_key(request: Mapping[str, Any]) -> dict[str, Any] | None:
    item = request.get("Put", {}).get("Item", {})
    return {name: item[name] for name in ("PK", "SK")} if "owner" in item else None
