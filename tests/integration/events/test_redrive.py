"""`make redrive` on the whole stack: dead letters reach the bus, unreadable ones come back, nothing is lost."""

import copy
import json
import time
import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import boto3
import pytest

from local.bus import BusTap
from local.emulator import REGION, ROOT_KEY
from local.handlers import sample_file
from local.stack import STACK_NAME, Stack
from ops.redrive import Outbox, redrive

EVENT_SECONDS = 30.0


@pytest.fixture(scope="module")
def outbox(stack: Stack) -> Outbox:
    session = boto3.Session(ROOT_KEY, ROOT_KEY, region_name=REGION)
    return Outbox.of_stack(session, STACK_NAME, stack.emulator.endpoint_url)


@pytest.fixture(autouse=True)
def _empty_queue(outbox: Outbox) -> Iterator[None]:
    yield
    outbox.sqs.purge_queue(QueueUrl=outbox.queue_url)


@pytest.fixture(scope="module")
def tap(stack: Stack) -> BusTap:
    return BusTap(stack, "redrive").attach()


def record(position: int) -> dict[str, Any]:
    """A record of a provider of its own, as the stream would bring it."""
    sample: dict[str, Any] = copy.deepcopy(json.loads(sample_file("publish_events").read_text())["Records"][0])
    sample["dynamodb"]["NewImage"]["id"]["S"] = str(uuid.uuid4())
    sample["dynamodb"]["SequenceNumber"] = str(position)
    return sample


def id_of(record: dict[str, Any]) -> str:
    entity: str = record["dynamodb"]["NewImage"]["id"]["S"]
    return entity


def published(tap: BusTap, wanted: set[str]) -> list[str]:
    """Read events until all wanted entities have come. Returns the entities."""
    seen: list[str] = []
    deadline = time.monotonic() + EVENT_SECONDS
    while not wanted <= {*seen}:
        assert time.monotonic() < deadline, seen
        seen += [event.entity_id for event in tap.receive()]
    return seen


def messages(outbox: Outbox) -> list[Any]:
    answer = outbox.sqs.receive_message(QueueUrl=outbox.queue_url, MaxNumberOfMessages=10, WaitTimeSeconds=1)
    return [json.loads(message["Body"]) for message in answer.get("Messages", [])]


def test_dead_letters_reach_the_bus_and_what_is_still_poison_comes_back_once(outbox: Outbox, tap: BusTap) -> None:
    mended, poison = [record(n) for n in range(12)], record(99)
    del poison["dynamodb"]["NewImage"]["version"]
    for letter in [*mended, poison]:
        outbox.sqs.send_message(QueueUrl=outbox.queue_url, MessageBody=json.dumps(letter))

    done = redrive(outbox, print)

    assert (done.taken, done.kept, done.waiting) == (13, [], 1)
    assert messages(outbox) == [poison]
    published(tap, {id_of(letter) for letter in mended})


def test_what_lambda_gave_up_reaches_the_bus_and_leaves_the_bucket(outbox: Outbox, tap: BusTap) -> None:
    given_up = [record(1), record(2)]
    body = {"requestContext": {}, "payload": json.dumps({"Records": given_up})}
    outbox.s3.put_object(Bucket=outbox.bucket_name, Key="aws/lambda/mapping/shard/1", Body=json.dumps(body))

    done = redrive(outbox, print)

    assert (done.taken, done.kept) == (1, [])
    assert outbox.s3.list_objects_v2(Bucket=outbox.bucket_name)["KeyCount"] == 0
    published(tap, {id_of(each) for each in given_up})


def test_what_the_function_did_not_take_can_be_read_again_at_once(outbox: Outbox) -> None:
    letter = record(1)
    outbox.sqs.send_message(QueueUrl=outbox.queue_url, MessageBody=json.dumps(letter))

    done = redrive(replace(outbox, function_name="no-such-function"), print)

    assert (done.taken, len(done.kept)) == (0, 1)
    assert messages(outbox) == [letter]
