"""An empty table on the emulator, for the story of the examples."""

from typing import TYPE_CHECKING

from booking.persistence.client import CONFIG
from booking.persistence.dynamo_store import DynamoStore
from local.emulator import Emulator
from local.paths import TEMPLATE
from local.translation import read_template

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_NAME = "documented-table"


def new_store(emulator: Emulator) -> DynamoStore:
    """A store on a new table, of the template's keys and indexes."""
    client: DynamoDBClient = emulator.client("dynamodb", config=CONFIG)
    properties = read_template(TEMPLATE)["Resources"]["Table"]["Properties"]
    client.create_table(
        TableName=_NAME,
        BillingMode="PAY_PER_REQUEST",
        **{name: properties[name] for name in ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")},
    )
    return DynamoStore(client, _NAME)
