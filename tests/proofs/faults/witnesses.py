"""Witnesses report all writes, from the table's stream or from the table itself.

If there is no stream, or it is late, the table is read after each process to find the changes.
"""

from collections.abc import Sequence
from itertools import batched
from typing import Any, Protocol

from tests.engine import Table
from tests.proofs.faults.mirror import Key, Record

_PAGE = 1000  # the most that one request reads; the emulator answers with fewer only at the end


class Witness(Protocol):
    """Tells of what was written."""

    def read(self) -> list[Record]:
        """The records since the last time, as Lambda would get them."""

    def forget(self) -> None:
        """Forget the present contents of the table: nobody needs them any more."""


class StreamTail:
    """Reads the table's stream to its present end, again and again, from the first record on."""

    def __init__(self, client: Any, table_name: str) -> None:
        self._client = client
        arn = client.list_streams(TableName=table_name)["Streams"][0]["StreamArn"]
        (shard,) = client.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
        self._iterator = client.get_shard_iterator(
            StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]

    def forget(self) -> None:
        """Nothing to do: a record comes once."""

    def read(self) -> list[Record]:
        found: list[Record] = []
        while True:
            answer = self._client.get_records(ShardIterator=self._iterator, Limit=_PAGE)
            self._iterator = answer["NextShardIterator"]
            found += [_as_lambda_gets_it(record) for record in answer["Records"]]
            if len(answer["Records"]) < _PAGE:
                return found


class TableReader:
    """Reads the whole table, strongly, and reports the changes since the last time.

    If there were two versions between two reads, it reports only the later one. The missing version counts as a
    violation, and so would two versions by one process. Forgotten items are deleted, so there is little to read.
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        self._seen: dict[Key, dict[str, Any]] = {}

    def read(self) -> list[Record]:
        items = {(item["PK"]["S"], item["SK"]["S"]): item for item in self._table.items()}
        before, self._seen = self._seen, items
        changed = [key for key in before | items if before.get(key) != items.get(key)]
        return [_record(before.get(key), items.get(key)) for key in changed]

    def forget(self) -> None:
        keys = [{"PK": {"S": pk}, "SK": {"S": sk}} for pk, sk in self._seen]
        write_all(self._table, [{"DeleteRequest": {"Key": key}} for key in keys])
        self._seen.clear()


def _record(old: Any, new: Any) -> Record:
    images = {name: image for name, image in (("OldImage", old), ("NewImage", new)) if image}
    return {"dynamodb": {"Keys": {name: (new or old)[name] for name in ("PK", "SK")}, **images}}


def write_all(table: Table, requests: Sequence[Any]) -> None:
    """Put or delete items without a condition, in few requests."""
    for batch in batched(requests, 25, strict=False):
        left: Any = [*batch]
        while left:
            answer = table.client.batch_write_item(RequestItems={table.name: left})
            left = answer["UnprocessedItems"].get(table.name)


def _as_lambda_gets_it(record: Any) -> Record:
    """Lambda's records are JSON: the instant is a number of seconds."""
    images = record["dynamodb"]
    seconds = images["ApproximateCreationDateTime"].timestamp()
    return {**record, "dynamodb": {**images, "ApproximateCreationDateTime": seconds}}
