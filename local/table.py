"""The template's table alone, on a bare emulator or on DynamoDB Local: for tests, measurements and `sam local`."""

from typing import TYPE_CHECKING

from local.paths import TEMPLATE
from local.translation import read_template

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def create_table(client: "DynamoDBClient", name: str) -> None:
    """Create the table with the keys and indexes of template.yaml."""
    properties = read_template(TEMPLATE)["Resources"]["Table"]["Properties"]
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        **{key: properties[key] for key in ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")},
    )
