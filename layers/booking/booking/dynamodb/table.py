"""One table: reads that return an answer or raise Busy, and transactions that happen once."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import batched, chain
from typing import Any

from booking.calls.call import Call
from booking.calls.refusals import Busy
from booking.dynamodb.codec import Item, Key, from_wire, to_wire
from booking.dynamodb.retrying import Backoff, until_answered
from booking.dynamodb.sending import Answer, ConditionFailed, Send, TurnedAway
from booking.dynamodb.transactions import Sending, Transaction, change_id_of

_KEYS_OF_A_BATCH = 100


class Table:
    """`reading` makes the attempts of one read; by default two."""

    def __init__(
        self,
        send: Send,
        name: str,
        backoff: Backoff | None = None,
        reading: Callable[[], Iterator[int]] | None = None,
    ) -> None:
        self.name = name
        self._send = send
        self._backoff = backoff or Backoff()
        self._reading = reading or self._backoff.twice

    def attempts(self, call: Call) -> Iterator[int]:
        """Yield attempts' numbers, at least one, until the call's time runs out. Waits before each but the first."""
        return self._backoff.attempts(call)

    def read(self, operation: str, **request: Any) -> Answer:
        """The answer to one request. Raises Busy."""
        return until_answered(lambda: self._send(operation, request), self._reading())

    def item(self, key: Key) -> Item | None:
        """One item, by a strongly consistent read."""
        answer = self.read("GetItem", TableName=self.name, Key=to_wire(key), ConsistentRead=True)
        return from_wire(answer["Item"]) if "Item" in answer else None

    def items(self, keys: Iterable[Key], **how: Any) -> Iterator[Item]:
        """The items that exist, in any order. A request reads many, but not all at one instant. Raises Busy.

        A key that comes twice is read once: DynamoDB refuses it, and an index may list an item at two places.
        """
        once = {(key["PK"], key["SK"]): key for key in keys}
        for batch in batched(once.values(), _KEYS_OF_A_BATCH, strict=False):
            request: Any = {self.name: {"Keys": [to_wire(key) for key in batch], **how}}
            found = _Batch(self._send, request)
            until_answered(found.once, self._reading())
            yield from map(from_wire, found.items)

    def pages(self, operation: str, **request: Any) -> Iterator[Item]:
        """The items of a Query or a Scan, over all its pages."""
        return chain.from_iterable(items for items, _ in self.each_page(operation, **request))

    def each_page(self, operation: str, **request: Any) -> Iterator[tuple[Iterable[Item], bool]]:
        """The items of each page of a Query or a Scan, and whether there are more pages."""
        start: Mapping[str, Any] = {}
        while True:
            answer = self.read(operation, TableName=self.name, **request, **start)
            last = answer.get("LastEvaluatedKey")
            yield map(from_wire, answer["Items"]), bool(last)
            if not last:
                return
            start = {"ExclusiveStartKey": last}

    def write(self, transaction: Transaction, call: Call) -> None:
        """Carry out the transaction, once. Raises the refusal of one of its writes, or Busy when time runs out."""
        sending = Sending(transaction, self._send, self.name)
        try:
            until_answered(sending.once, self.attempts(call))
        except Busy as end:
            if not (end.may_stand and self._stored_change_id(transaction.entity) == transaction.change_id):
                raise

    def put(self, item: Item, call: Call, **condition: Any) -> bool:
        """Put one item if the condition holds, for half the price of a transaction. Returns False if it does not hold.

        That may be because it was put and its answer was lost: for items that look the same then. Raises Busy.
        """
        request = {"TableName": self.name, "Item": to_wire(item), **condition}
        try:
            until_answered(lambda: self._send("PutItem", request), self.attempts(call))
        except ConditionFailed:
            return False
        return True

    def _stored_change_id(self, key: Key) -> str | None:
        item = self.item(key)
        return change_id_of(item) if item else None


class _Batch:
    """A BatchGetItem. DynamoDB may answer it in parts."""

    def __init__(self, send: Send, request: Any) -> None:
        self.items: list[Mapping[str, Any]] = []
        self._send, self._left = send, request

    def once(self) -> None:
        answer = self._send("BatchGetItem", {"RequestItems": self._left})
        self.items += [item for items in answer["Responses"].values() for item in items]
        self._left = answer.get("UnprocessedKeys")
        if self._left:
            raise TurnedAway("keys are unprocessed")
