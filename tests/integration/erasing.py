"""The end of an erasure on a running stack, without the minute that it takes."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from booking.aws import TABLE as CONFIG
from booking.customers.erase_customer import erase_customer
from booking.customers.erasure import SETTLED_AFTER
from booking.customers.store import DynamoCustomers
from booking.dynamodb.sdk import sender
from local.stack import Stack
from tests.engine import call

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def complete_a_minute_later(customer_id: str, stack: Stack) -> None:
    """By the use case, with a clock that is ahead."""
    client: DynamoDBClient = stack.emulator.client("dynamodb", config=CONFIG)
    store = DynamoCustomers(sender(client), stack.table_name)
    ahead = call(clock=lambda: datetime.now(UTC) + SETTLED_AFTER)
    assert erase_customer(customer_id, store, ahead).erasure.is_complete
