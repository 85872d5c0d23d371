"""The dead-letter queue keeps whole records that cannot become events. People have to look at them."""

import json
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from botocore.exceptions import ClientError

from booking import aws
from booking.aws import NO_ANSWER, code_of
from booking.events.publish_events import NotDelivered
from booking.observability import logger
from booking.settings import publisher_settings

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


class DeadLetterQueue:
    """Implements `booking.events.publish_events.DeadLetters` on an SQS queue.

    The first letter makes the client. Made earlier, it would be a sixth of every cold start.
    """

    def __init__(self, client: Callable[[], "SQSClient"], queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url

    def put(self, record: Any, reason: str) -> None:
        try:
            self._client().send_message(
                QueueUrl=self._queue_url,
                MessageBody=json.dumps(record),
                MessageAttributes={"reason": {"DataType": "String", "StringValue": reason}},
            )
        except (ClientError, *NO_ANSWER) as error:
            logger().error("dead_letter_not_delivered", extra={"code": code_of(error)})
            raise NotDelivered from error


@cache
def dead_letter_queue() -> DeadLetterQueue:
    """The function's queue."""
    return DeadLetterQueue(sqs, publisher_settings().dead_letter_queue_url)


@cache
def sqs() -> "SQSClient":
    return cast("SQSClient", aws.client("sqs"))
