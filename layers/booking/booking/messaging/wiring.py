"""The bus and the dead-letter queue of this function, made when the first batch needs them."""

from functools import cache
from typing import TYPE_CHECKING, cast

import botocore.session
from botocore.config import Config

from booking.messaging.dead_letter_queue import DeadLetterQueue
from booking.messaging.event_bus import EventBridgeBus
from booking.settings import publisher_settings

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_sqs import SQSClient

CONFIG = Config(
    # Seconds. The stream delivers a batch again whose request was not answered in time.
    connect_timeout=1,
    read_timeout=3,
    retries={"total_max_attempts": 2, "mode": "standard"},
    tcp_keepalive=True,
    # As for DynamoDB: parameters that are ours need no check, and the machine no description.
    parameter_validation=False,
    user_agent="booking-service",
)


@cache
def event_bus() -> EventBridgeBus:
    client = botocore.session.get_session().create_client("events", config=CONFIG)
    return EventBridgeBus(cast("EventBridgeClient", client), publisher_settings().event_bus_name)


@cache
def dead_letter_queue() -> DeadLetterQueue:
    return DeadLetterQueue(sqs, publisher_settings().dead_letter_queue_url)


@cache
def sqs() -> "SQSClient":
    return cast("SQSClient", botocore.session.get_session().create_client("sqs", config=CONFIG))
