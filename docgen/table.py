"""An empty table on the emulator, for the scenario of the examples."""

from typing import TYPE_CHECKING

from booking.aws import TABLE as CONFIG
from booking.dynamodb.sdk import sender
from local.emulator import Emulator
from local.store import EveryStore
from local.table import create_table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_NAME = "documented-table"


def new_store(emulator: Emulator) -> EveryStore:
    """A store on a new table with the template's keys and indexes."""
    client: DynamoDBClient = emulator.client("dynamodb", config=CONFIG)
    create_table(client, _NAME)
    return EveryStore(sender(client), _NAME)
