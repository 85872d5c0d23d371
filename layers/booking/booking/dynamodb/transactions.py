"""Transactions in which each write names the refusal to raise if its condition fails.

A refused write returns the stored item that it met. If several conditions fail, the refusal with the lowest rank is
raised. It is true only if DynamoDB checked all conditions with lower ranks.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, cast

from booking.dynamodb.codec import Item, Key, to_wire
from booking.dynamodb.sending import Cancelled, Reason, Send, TurnedAway

ENTITY = 0
"""The rank of the write that saves the transaction's entity."""

type Refuse = Callable[[Sequence[Item]], Exception]
"""Makes the refusal from the items that the failed writes of one rank met. An item is empty if none was stored."""


class Write(NamedTuple):
    """One write. `request` is as DynamoDB takes it ({"Put": {...}}), but without the table's name.

    A write without a refusal has `left_out`. It is called with the item that was met; then the transaction is sent
    again without the write.
    """

    request: Mapping[str, Any]
    rank: int
    refusal: Refuse | None = None
    left_out: Callable[[Item], None] | None = None


def put_new(item: Item, rank: int, refusal: Refuse) -> Write:
    """Put an item if none is stored under its key."""
    return Write({"Put": {"Item": to_wire(item), **where()}}, rank, refusal)


def put(item: Item, rank: int) -> Write:
    """Put an item, whether or not one is stored under its key."""
    return Write({"Put": {"Item": to_wire(item)}}, rank)


def update(before: Item, after: Item, rank: int, refusal: Refuse, *, unchanged: Sequence[str]) -> Write:
    """Set the attributes that differ and remove those that `after` lacks.

    Only if those named in `unchanged` still have the values that were read.
    """
    changed = {name: value for name, value in after.items() if before.get(name) != value}
    removed = [name for name in before if name not in after]
    removal = f" REMOVE {', '.join(f'#{name}' for name in removed)}" if removed else ""
    request = {
        "Key": to_wire({"PK": before["PK"], "SK": before["SK"]}),
        "ConditionExpression": " AND ".join(f"#{name} = :read_{name}" for name in unchanged),
        "UpdateExpression": "SET " + ", ".join(f"#{name} = :{name}" for name in changed) + removal,
        "ExpressionAttributeNames": {f"#{name}": name for name in (*changed, *removed, *unchanged)},
        "ExpressionAttributeValues": to_wire(
            {f":{name}": value for name, value in changed.items()}
            | {f":read_{name}": before[name] for name in unchanged}
        ),
    }
    return Write({"Update": request}, rank, refusal)


def check(key: Key, rank: int, refusal: Refuse, **required: Any) -> Write:
    """Write nothing, but require that the attributes have these values."""
    return Write({"ConditionCheck": {"Key": to_wire(key), **where(**required)}}, rank, refusal)


def delete(key: Key, rank: int, left_out: Callable[[Item], None], **required: Any) -> Write:
    """Delete an item if its attributes have these values."""
    return Write({"Delete": {"Key": to_wire(key), **where(**required)}}, rank, left_out=left_out)


def remove(key: Key, rank: int) -> Write:
    """Delete an item, whether or not one is stored under its key."""
    return Write({"Delete": {"Key": to_wire(key)}}, rank)


def where(**required: Any) -> dict[str, Any]:
    """The condition that the attributes have these values. Without arguments: that no item is stored."""
    if not required:
        return {"ConditionExpression": "attribute_not_exists(PK)"}
    return {
        "ConditionExpression": " AND ".join(f"#{name} = :{name}" for name in required),
        "ExpressionAttributeNames": {f"#{name}": name for name in required},
        "ExpressionAttributeValues": to_wire({f":{name}": value for name, value in required.items()}),
    }


def _owns_nothing(_: Item) -> bool:
    return False


class Transaction(NamedTuple):
    """`entity` is the key of the entity's item. `change_id` is the random id of the change that its write stores.

    `owns` says whether an item that a write met belongs to this very entity.
    """

    entity: Key
    change_id: str
    writes: Sequence[Write]
    owns: Callable[[Item], bool] = _owns_nothing


class Sending:
    """A transaction on its way to one table. A repeat has the same token, so DynamoDB carries it out only once."""

    def __init__(self, transaction: Transaction, send: Send, table_name: str) -> None:
        self._transaction, self._send, self._table = transaction, send, table_name
        self._resized = 0

    def once(self) -> None:
        """Return when the writes are stored. Raises the refusal of one of them, or MayPass."""
        try:
            self._send(
                "TransactWriteItems",
                {"TransactItems": [*map(self._request, self._transaction.writes)], "ClientRequestToken": self._token},
            )
        except Cancelled as cancelled:
            self._read(list(zip(self._transaction.writes, cancelled.reasons, strict=True)))

    @property
    def _token(self) -> str:
        """The change's id; another token after writes were left out.

        DynamoDB refuses different writes under a token that it has seen. The other token has a hyphen where a UUID
        has none, so it never equals the id of another change.
        """
        change_id = self._transaction.change_id
        return f"{change_id[:33]}-{self._resized:02}" if self._resized else change_id

    def _request(self, write: Write) -> dict[str, Any]:
        ((action, request),) = write.request.items()
        returning = {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"} if "ConditionExpression" in request else {}
        return {action: {"TableName": self._table, **returning, **request}}

    def _read(self, reasons: Sequence[tuple[Write, Reason]]) -> None:
        failed = [(write, reason.met or {}) for write, reason in reasons if reason.failed]
        rank = min(write.rank for write, _ in failed)
        of_rank = [(write, met) for write, met in failed if write.rank == rank]
        if rank == ENTITY and any(met and change_id_of(met) == self._transaction.change_id for _, met in of_rank):
            return  # our own write is stored: its first answer was lost
        if rank > ENTITY and any(self._transaction.owns(met) for _, met in failed):
            raise TurnedAway("another request has just made this very entity: the next attempt will meet it")
        if any(reason.is_passing and write.rank < rank for write, reason in reasons):
            raise TurnedAway("a condition with a lower rank was not checked: the refusal might be true at no instant")
        refusal = of_rank[0][0].refusal
        if refusal is not None:
            raise refusal([met for _, met in of_rank])
        self._leave_out(of_rank)

    def _leave_out(self, lost: Sequence[tuple[Write, Item]]) -> None:
        for write, met in lost:
            assert write.left_out is not None, "a condition without a refusal belongs to a write that may be left out"
            write.left_out(met)
        kept = [write for write in self._transaction.writes if write not in [left for left, _ in lost]]
        self._transaction, self._resized = self._transaction._replace(writes=kept), self._resized + 1
        raise TurnedAway("to be sent again without the writes that were left out")


def change_id_of(item: Item) -> str:
    return cast("str", item["change"]["id"])
