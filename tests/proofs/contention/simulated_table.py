"""A table in memory that conflicts as DynamoDB documents it. It replaces the transport.

The rules (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html, 'Transaction conflict
handling'): a conflict arises when "an item within a TransactWriteItems request is part of another ongoing
TransactWriteItems request", or when another write meets an item of an ongoing transaction. GetItem never conflicts.
ConditionChecks are not exempt there, nor in the protocol (listings 2-4 of
https://www.usenix.org/system/files/atc23-idziorek.pdf): each item of a transaction, written or only checked, is
prepared, is refused when it has an ongoing transaction, and is held until the commit or the cancellation, which comes
before the answer. An item whose condition fails is not held.

Here an item is held from the request to its answer: longer than in DynamoDB, by the time on the network.
"""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from booking.dynamodb.sending import Answer, cancellation
from tests.proofs.contention.condition_expressions import UnknownExpression, WireItem, holds, updated
from tests.proofs.contention.published_latencies import PLAIN, TRANSACTION, Quantiles, draw
from tests.proofs.contention.virtual_time import VirtualTime

type ItemKey = tuple[str, str]

_RANGE_OF_A_PARTITION = "PK = :pk AND SK BETWEEN :first AND :last"


@dataclass
class SimulatedTable:
    """`checks_conflict`: whether two transactions conflict if both only check an item (they do, see above).

    `tells_all`: whether the answer to a conflict on one item also shows failed conditions on others.
    """

    time: VirtualTime
    rng: random.Random
    checks_conflict: bool = True
    tells_all: bool = True
    items: dict[ItemKey, WireItem] = field(default_factory=dict)
    written: list[WireItem] = field(default_factory=list)
    """Every version of every item, in the order in which they came to stand."""
    conflicts: int = 0
    _ongoing: defaultdict[ItemKey, list[str]] = field(default_factory=lambda: defaultdict(list))
    _carried_out: dict[str, list[tuple[str, Any]]] = field(default_factory=dict)

    def send(self, operation: str, request: Mapping[str, Any]) -> Answer:
        """Replaces the product's transport."""
        match operation:
            case "GetItem":
                return self._get_item(request)
            case "BatchGetItem":
                return self._batch_get_item(**request)
            case "Query":
                return self._query(request)
            case "TransactWriteItems":
                return self._transact_write_items(**request)
            case _:
                raise UnknownExpression(operation)

    def _get_item(self, request: Mapping[str, Any]) -> Answer:
        _require_consistent(request)
        self._wait(PLAIN)
        item = self.items.get(_key(request["Key"]))
        return {"Item": dict(item)} if item else {}

    def _batch_get_item(self, *, RequestItems: Mapping[str, Any]) -> Answer:  # noqa: N803
        ((table, request),) = RequestItems.items()
        _require_consistent(request)
        self._wait(PLAIN)
        found = (self.items.get(_key(key)) for key in request["Keys"])
        return {"Responses": {table: [dict(item) for item in found if item]}}

    def _query(self, request: Mapping[str, Any]) -> Answer:
        """Eventually consistent ones too: nothing here is ever stale."""
        if request["KeyConditionExpression"] != _RANGE_OF_A_PARTITION:
            raise UnknownExpression(request["KeyConditionExpression"])
        self._wait(PLAIN)
        values = request["ExpressionAttributeValues"]
        partition, first, last = (values[name]["S"] for name in (":pk", ":first", ":last"))
        keys = sorted(key for key in self.items if key[0] == partition and first <= key[1] <= last)
        return {"Items": [dict(self.items[key]) for key in keys]}

    def _transact_write_items(
        self,
        *,
        TransactItems: Sequence[Mapping[str, Any]],  # noqa: N803
        ClientRequestToken: str,  # noqa: N803
    ) -> Answer:
        writes = [(action, request) for item in TransactItems for action, request in item.items()]
        if ClientRequestToken in self._carried_out:
            self._wait(TRANSACTION)
            if self._carried_out[ClientRequestToken] != writes:
                raise AssertionError("other writes under a token that was carried out")
            return {}
        reasons = self._prepare(writes)
        prepared = [w for w, reason in zip(writes, reasons, strict=True) if reason["Code"] == "None"]
        self._wait(TRANSACTION)
        for action, request in prepared:
            self._ongoing[_key_of(action, request)].remove(action)
        if len(prepared) < len(writes):
            raise self._cancelled(reasons)
        for action, request in writes:
            self._apply(action, request)
        self._carried_out[ClientRequestToken] = writes
        return {}

    def _prepare(self, writes: Sequence[tuple[str, Mapping[str, Any]]]) -> list[dict[str, Any]]:
        """The reason of each write; those without one hold their item from now on."""
        reasons = []
        for action, request in writes:
            key = _key_of(action, request)
            item = self.items.get(key)
            if self._is_held_against(action, key):
                self.conflicts += 1
                reasons.append({"Code": "TransactionConflict", "Message": "Transaction is ongoing for the item."})
            elif holds(request, item):
                self._ongoing[key].append(action)
                reasons.append({"Code": "None"})
            else:
                reasons.append({"Code": "ConditionalCheckFailed", **_old_item(request, item)})
        return reasons

    def _cancelled(self, reasons: Sequence[dict[str, Any]]) -> Exception:
        if not self.tells_all and any(reason["Code"] == "TransactionConflict" for reason in reasons):
            reasons = [r if r["Code"] == "TransactionConflict" else {"Code": "None"} for r in reasons]
        cancelled = cancellation(reasons)
        assert cancelled
        return cancelled

    def _apply(self, action: str, request: Mapping[str, Any]) -> None:
        key = _key_of(action, request)
        if action == "Put":
            self._store(key, request["Item"])
        elif action == "Update":
            self._store(key, updated(request, self.items.get(key)))
        elif action == "Delete":
            self.items.pop(key, None)
        elif action != "ConditionCheck":
            raise UnknownExpression(action)

    def _store(self, key: ItemKey, item: WireItem) -> None:
        self.items[key] = item
        self.written.append(item)

    def _is_held_against(self, action: str, key: ItemKey) -> bool:
        if self.checks_conflict or action != "ConditionCheck":
            return bool(self._ongoing[key])
        return any(other != "ConditionCheck" for other in self._ongoing[key])

    def _wait(self, quantiles: Quantiles) -> None:
        self.time.sleep(draw(quantiles, self.rng))


def _key(wire: WireItem) -> ItemKey:
    return wire["PK"]["S"], wire["SK"]["S"]


def _key_of(action: str, request: Mapping[str, Any]) -> ItemKey:
    return _key(request["Item" if action == "Put" else "Key"])


def _old_item(request: Mapping[str, Any], item: WireItem | None) -> dict[str, Any]:
    wanted = request.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD"
    return {"Item": dict(item)} if item and wanted else {}


def _require_consistent(request: Mapping[str, Any]) -> None:
    if request.get("ConsistentRead") is not True:
        raise UnknownExpression("a read that may be stale is not simulated")
