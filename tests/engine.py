"""A new table on the real engine, for the tests of the store, of races and of faults."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import batched
from typing import TYPE_CHECKING, Any, Literal, Protocol

from botocore.config import Config

from booking.aws import TABLE as CONFIG
from booking.calls.call import Call, system_clock
from booking.calls.caller import Caller
from booking.dynamodb.address import Address, address_in
from booking.dynamodb.retrying import Backoff
from booking.dynamodb.sdk import sender
from booking.dynamodb.sending import Answer, Request, Send
from booking.dynamodb.wire import Wire
from local.store import EveryStore
from local.table import create_table
from tests.callers import ADMIN

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TABLE_NAME = "booking-table"
NOW = datetime(2027, 1, 1, 12, 0, tzinfo=UTC)
"""The current time of tests that need a fixed one: a Friday, noon in UTC."""

MOST_WRITES = 25
"""The most items of a BatchWriteItem."""

type Transport = Literal["wire", "sdk"]

TRANSPORTS: tuple[Transport, ...] = ("wire", "sdk")

_accounts = itertools.count(100_000_000_000)


class Engine(Protocol):
    """An imitation of AWS: ministack, or moto in this process."""

    def environment(self, access_key: str) -> dict[str, str]:
        """The environment variables that direct an SDK to it."""

    def client(self, service: str, *, access_key: str, config: Config | None = None) -> Any:
        """A low-level boto3 client on it; annotate it where it is used."""


@dataclass
class Table:
    """The template's table in a new account, empty.

    `way` sends requests to it; a test may replace it at any time to inject faults. `address` is the address for `wire`,
    None for a table that is reached through `sdk`.
    """

    client: "DynamoDBClient"
    access_key: str
    name: str = TABLE_NAME
    address: Address | None = None
    way: Send = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.way = Wire(self.address) if self.address else sender(self.client)

    def send(self, operation: str, request: Request) -> Answer:
        return self.way(operation, request)

    def store(self, backoff: Backoff | None = None) -> EveryStore:
        return EveryStore(self.send, self.name, backoff)

    def items(self) -> list[dict[str, Any]]:
        """All items, as DynamoDB sends them."""
        pages = self.client.get_paginator("scan").paginate(TableName=self.name, ConsistentRead=True)
        return [item for page in pages for item in page["Items"]]

    def restore(self, items: Sequence[dict[str, Any]] = ()) -> None:
        """Restore the items that `items` returned earlier, and delete all others. By default, empty the table."""
        present, kept = self.items(), [_key(item) for item in items]
        lost = [key for key in map(_key, present) if key not in kept]
        self._write([{"DeleteRequest": {"Key": key}} for key in lost])
        self.put([item for item in items if item not in present])

    def put(self, items: Sequence[dict[str, Any]]) -> None:
        """Items as `items` gave them."""
        self._write([{"PutRequest": {"Item": item}} for item in items])

    def _write(self, writes: Sequence[Any]) -> None:
        for batch in batched(writes, MOST_WRITES, strict=False):
            self.client.batch_write_item(RequestItems={self.name: batch})


def _key(item: dict[str, Any]) -> dict[str, Any]:
    return {"PK": item["PK"], "SK": item["SK"]}


def make_table(engine: Engine, transport: Transport = "sdk") -> Table:
    """Create the table that template.yaml describes; on ministack in a new account.

    `transport`: how the product's requests go to it; those of the tests always go through the SDK.
    """
    account = str(next(_accounts))
    client: DynamoDBClient = engine.client("dynamodb", access_key=account, config=CONFIG)
    create_table(client, TABLE_NAME)
    return Table(client, account, address=address_in(engine.environment(account)) if transport == "wire" else None)


def call(
    *,
    clock: Callable[[], datetime] = system_clock,
    seconds: float = 10.0,
    seconds_left: Callable[[], float] | None = None,
    correlation_id: str = "request-1",
    caller: Caller = ADMIN,
) -> Call:
    """A call of a use case. By default it always has ten seconds left, and its caller may do everything."""
    return Call(correlation_id, seconds_left or (lambda: seconds), clock, caller)


def at(instant: datetime) -> Callable[[], datetime]:
    """A clock that stands still."""
    return lambda: instant
