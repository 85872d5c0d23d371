"""The DynamoDB client, made once per Lambda sandbox and only when it is needed."""

from functools import cache
from typing import TYPE_CHECKING, cast

import botocore.session
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

CONFIG = Config(
    # Seconds. A request is sent once: who sends it knows whether and when to repeat it.
    connect_timeout=0.5,
    read_timeout=1,
    retries={"total_max_attempts": 1, "mode": "standard"},
    tcp_keepalive=True,
    # A quarter of a warm booking's instructions: to check parameters that are ours, and to describe the machine.
    parameter_validation=False,
    user_agent="booking-service",
)


@cache
def dynamodb() -> "DynamoDBClient":
    """Region, credentials and AWS_ENDPOINT_URL come from the environment, as botocore reads it."""
    client = botocore.session.get_session().create_client("dynamodb", config=CONFIG)
    return cast("DynamoDBClient", client)
