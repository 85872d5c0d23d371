"""publish_events between a bus and a queue in memory. Both refuse the same requests as AWS."""

import io
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import botocore.session
from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from booking.aws import MESSAGES as CONFIG
from booking.events.bus import EventBridgeBus
from booking.events.dead_letters import DeadLetterQueue
from local.emulator import REGION
from tests.functional.lambdas import Context, load
from tests.proofs.fuzz.world import quiet

NOT_IN_MESSAGES = re.compile(r"[^\x09\x0a\x0d\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What SQS refuses in a message body."""


@dataclass
class Outside:
    """The entries on the bus, and the dead letters, in order."""

    entries: list[dict[str, Any]] = field(default_factory=list)
    letters: list[Any] = field(default_factory=list)

    def clear(self) -> None:
        self.entries.clear()
        self.letters.clear()

    def take(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        """Answers botocore's `before-send`: nothing leaves this process."""
        asked = json.loads(request.body if isinstance(request.body, str | bytes) else b"")
        if "Entries" in asked:
            entries = asked["Entries"]
            assert 1 <= len(entries) <= 10
            about = [json.loads(entry["Detail"])["data"] for entry in entries]
            assert len({*map(_about, about)}) == len(entries)
            self.entries += entries
            return _answer(request, {"FailedEntryCount": 0, "Entries": [{"EventId": "e"} for _ in entries]})
        assert not NOT_IN_MESSAGES.search(asked["MessageBody"])
        reason = asked["MessageAttributes"]["reason"]["StringValue"]
        assert reason
        assert not NOT_IN_MESSAGES.search(reason)
        self.letters.append(json.loads(asked["MessageBody"]))
        return _answer(request, {"MessageId": "m"})


def publisher(outside: Outside, log: io.StringIO) -> Callable[[Any], list[str]]:
    """The function's entry point; gives the positions that it wants again. Each call begins with nothing outside."""
    bus = EventBridgeBus(_client("events", outside), "bus")
    sqs = _client("sqs", outside)
    queue = DeadLetterQueue(lambda: sqs, "https://queue.invalid/dead-letters")
    with (
        patch("booking.events.bus.event_bus", lambda: bus),
        patch("booking.events.dead_letters.dead_letter_queue", lambda: queue),
    ):
        function = quiet(load("publish_events"), log)

    def publish(event: Any) -> list[str]:
        outside.clear()
        answer = function.handler(event, Context("publish_events"))
        assert answer.keys() == {"batchItemFailures"}
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]

    return publish


def lost(records: Sequence[Any], outside: Outside) -> list[Any]:
    """The records that neither became an event, nor lie whole among the dead letters, nor were to be left out."""
    letters, published = [*outside.letters], [json.loads(entry["Detail"])["eventId"] for entry in outside.entries]
    missing = []
    for record in records:
        if record in letters:
            letters.remove(record)
        elif _tells_of_no_change(record):
            continue  # first: an erased appointment has the change of the record before it
        elif _change_id(record) in published:
            published.remove(_change_id(record))
        else:
            missing.append(record)
    assert not letters, f"dead letters of no record: {letters}"
    assert not published, f"events of no record: {published}"
    return missing


def _about(data: Any) -> tuple[str, ...]:
    """The entity. A service has the same id with each of its providers."""
    match data:
        case {"id": str(entity_id)} | {"customerId": str(entity_id)}:
            return (entity_id,)
        case _:
            return data["providerId"], data["serviceId"]


def _change_id(record: Any) -> Any:
    match record:
        case {"dynamodb": {"NewImage": {"change": {"M": {"id": {"S": str(change_id)}}}}}}:
            return change_id
        case _:
            return None


def _tells_of_no_change(record: Any) -> bool:
    """A removal, an item that is no entity, a write without a new change, the beginning of an erasure, or a plan."""
    match record:
        case {
            "dynamodb": {"NewImage": {"change": {"M": {"type": {"S": "CustomerErasureBegun" | "ResolutionPlanned"}}}}}
        }:
            return True
        case {"dynamodb": {"NewImage": {"SK": dict(sort_key)}, **images}}:
            old_id = _change_id({"dynamodb": {"NewImage": images.get("OldImage")}})
            kind, mark, _ = str(sort_key.get("S")).partition("#")
            is_entity = kind + mark in {"PROVIDER", "APPOINTMENT", "CUSTOMER", "TIMEOFF#", "SERVICE#", "ORDER#"}
            return not is_entity or old_id == _change_id(record)
        case {"dynamodb": {"NewImage": _}}:
            return False
        case {"dynamodb": {"SequenceNumber": str()}}:
            return True
        case _:
            return False


def _client(service: str, outside: Outside) -> Any:
    session = botocore.session.get_session()
    session.set_credentials("test", "test")
    client: Any = session.create_client(service, region_name=REGION, config=CONFIG)
    client.meta.events.register(f"before-send.{service}", outside.take)
    return client


def _answer(request: AWSPreparedRequest, body: Any) -> AWSResponse:
    content = json.dumps(body).encode()
    headers: Any = {"content-type": "application/x-amz-json-1.1", "content-length": str(len(content))}
    return AWSResponse(request.url, 200, headers, SimpleNamespace(stream=lambda *_, **__: [content]))
