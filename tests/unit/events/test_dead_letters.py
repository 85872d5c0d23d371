import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ReadTimeoutError
from botocore.stub import Stubber

from booking.events.dead_letters import DeadLetterQueue
from booking.events.publish_events import NotDelivered

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

RECORD = {
    "dynamodb": {"SequenceNumber": "1", "NewImage": {"SK": {"S": "APPOINTMENT"}, "notes": {"S": "\x00 \ud800 €"}}}
}


@pytest.fixture
def client() -> "SQSClient":
    session = boto3.Session("key", "secret", region_name="eu-south-1")
    client: SQSClient = session.client("sqs", config=Config(retries={"total_max_attempts": 1}))
    return client


@pytest.fixture
def service(client: "SQSClient") -> Iterator[Stubber]:
    with Stubber(client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


@pytest.fixture
def queue(client: "SQSClient") -> DeadLetterQueue:
    return DeadLetterQueue(lambda: client, "https://sqs/queue")


def test_a_record_is_kept_whole_with_the_reason_beside_it(queue: DeadLetterQueue, service: Stubber) -> None:
    expected = {
        "QueueUrl": "https://sqs/queue",
        "MessageBody": json.dumps(RECORD),
        "MessageAttributes": {"reason": {"DataType": "String", "StringValue": "why"}},
    }
    service.add_response("send_message", {"MessageId": "1"}, expected)
    queue.put(RECORD, "why")


def test_a_message_has_only_characters_that_the_queue_takes() -> None:
    assert json.dumps(RECORD).isascii()
    assert json.dumps(RECORD).isprintable()


@pytest.mark.parametrize("code", ["AWS.SimpleQueueService.NonExistentQueue", "InvalidMessageContents", "Throttling"])
def test_a_refused_message_is_not_delivered(queue: DeadLetterQueue, service: Stubber, code: str) -> None:
    service.add_client_error("send_message", code)
    with pytest.raises(NotDelivered):
        queue.put(RECORD, "why")


def test_a_message_without_an_answer_is_not_delivered(queue: DeadLetterQueue, client: "SQSClient") -> None:
    def lost(**_: object) -> None:
        raise ReadTimeoutError(endpoint_url="https://sqs")

    client.meta.events.register("before-send.sqs.SendMessage", lost)
    with pytest.raises(NotDelivered):
        queue.put(RECORD, "why")
