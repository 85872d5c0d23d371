"""A table of its own on the real engine: what the tests of the store, of races and of faults run against."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from booking.appointments.store import DynamoAppointments
from booking.aws import TABLE as CONFIG
from booking.calls.call import Call, system_clock
from booking.dynamodb.retrying import Backoff
from booking.dynamodb.sending import Send, sender
from local.emulator import Emulator
from local.table import create_table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TABLE_NAME = "booking-table"
NOW = datetime(2027, 1, 1, 12, 0, tzinfo=UTC)
"""The present of tests that need a fixed one: a Friday, noon in UTC."""

_accounts = itertools.count(100_000_000_000)


@dataclass(frozen=True)
class Table:
    """The template's table in an account of its own, empty."""

    client: "DynamoDBClient"
    access_key: str
    name: str = TABLE_NAME

    @property
    def send(self) -> Send:
        return sender(self.client)

    def store(self, backoff: Backoff | None = None) -> DynamoAppointments:
        return DynamoAppointments(self.send, self.name, backoff)

    def items(self) -> list[dict[str, Any]]:
        """All items, as DynamoDB sends them."""
        pages = self.client.get_paginator("scan").paginate(TableName=self.name, ConsistentRead=True)
        return [item for page in pages for item in page["Items"]]


def make_table(engine: Emulator) -> Table:
    """Create the table that template.yaml describes, in a new account of the emulator."""
    account = str(next(_accounts))
    client: DynamoDBClient = engine.client("dynamodb", access_key=account, config=CONFIG)
    create_table(client, TABLE_NAME)
    return Table(client, account)


def call(
    *,
    clock: Callable[[], datetime] = system_clock,
    seconds: float = 10.0,
    seconds_left: Callable[[], float] | None = None,
    correlation_id: str = "request-1",
) -> Call:
    """A call of a use case; by default it always has ten seconds left."""
    return Call(correlation_id, seconds_left or (lambda: seconds), clock)


def at(instant: datetime) -> Callable[[], datetime]:
    """A clock that stands still."""
    return lambda: instant
