"""The DynamoDB client, made once per Lambda sandbox and only when it is needed."""

from functools import cache
from typing import TYPE_CHECKING, cast

from booking import aws

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@cache
def dynamodb() -> "DynamoDBClient":
    return cast("DynamoDBClient", aws.client("dynamodb", aws.TABLE))
