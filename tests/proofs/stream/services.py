"""The bus and the dead-letter queue in memory, behind real botocore clients, and publish_events between them.

They refuse the same requests as AWS: more than ten entries or 1 MB in a request to the bus, a message over 1 MiB.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest.mock import patch

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from booking.aws import MESSAGES as CONFIG
from booking.events.bus import EventBridgeBus
from booking.events.dead_letters import DeadLetterQueue
from booking.observability import metrics
from local.emulator import REGION
from local.handlers import load_handler
from tests.proofs.faults.attempts import Clock, Killed
from tests.proofs.stream.reader import BatchFailed
from tests.proofs.stream.wire import Strike, Wire, answer, botocore_waits_on, error

MAX_ENTRIES, MAX_REQUEST_BYTES, MAX_MESSAGE_BYTES = 10, 1_048_576, 1_048_576


@dataclass
class Services:
    """What arrived, in order: details of events, and bodies of messages.

    `entry_errors`: ErrorCode by eventId, for entries that the bus is told not to take.
    """

    details: list[dict[str, Any]] = field(default_factory=list)
    messages: list[Any] = field(default_factory=list)
    entry_errors: dict[str, str] = field(default_factory=dict)

    def serve(self, operation: str, request: AWSPreparedRequest) -> AWSResponse:
        content = request.body
        asked = json.loads(content.decode() if isinstance(content, bytes) else str(content))
        if operation == "PutEvents":
            return self._put_events(request, asked["Entries"])
        return self._send_message(request, asked["MessageBody"])

    def _put_events(self, request: AWSPreparedRequest, entries: list[dict[str, Any]]) -> AWSResponse:
        size = sum(len((e["Source"] + e["DetailType"] + e["Detail"]).encode()) + 14 for e in entries)
        if len(entries) > MAX_ENTRIES or size > MAX_REQUEST_BYTES:
            return error(request, 400, "ValidationException")
        results: list[dict[str, str]] = []
        for entry in entries:
            detail = json.loads(entry["Detail"])
            code = self.entry_errors.get(detail["eventId"])
            if code:
                results.append({"ErrorCode": code, "ErrorMessage": "injected"})
            else:
                results.append({"EventId": f"bus-{len(self.details)}"})
                self.details.append(detail)
        failed = sum("ErrorCode" in result for result in results)
        return answer(request, 200, {"FailedEntryCount": failed, "Entries": results})

    def _send_message(self, request: AWSPreparedRequest, body: str) -> AWSResponse:
        if len(body.encode()) > MAX_MESSAGE_BYTES:
            return error(request, 400, "InvalidParameterValue")
        self.messages.append(json.loads(body))
        return answer(request, 200, {"MessageId": f"message-{len(self.messages)}", "MD5OfMessageBody": "-"})


class Function:
    """publish_events by its real handler. A killed process is followed by a new one, with clients of its own."""

    def __init__(self, services: Services, strike: Strike, clock: Clock) -> None:
        self._services, self._strike, self._clock = services, strike, clock
        self.operations: list[str] = []
        self.crashes: list[str] = []
        """What it ended with besides being killed."""
        self._start()

    def __call__(self, event: Mapping[str, Any]) -> Any:
        wired: dict[str, Any] = {
            "event_bus": lambda: self._bus,
            "dead_letter_queue": lambda: self._queue,
            "publish_metrics": _forget,
        }
        try:
            with patch.multiple(_handler(), **wired), botocore_waits_on(self._clock):
                return _handler().lambda_handler(event, SimpleNamespace(aws_request_id="request"))
        except Killed:
            self._start()
            raise BatchFailed from None
        except Exception as error:
            self.crashes.append(repr(error))
            raise BatchFailed from error

    def _start(self) -> None:
        self._bus = EventBridgeBus(self._client("events"), "bus")
        sqs = self._client("sqs")
        self._queue = DeadLetterQueue(lambda: sqs, "https://queue.invalid/dead-letters")

    def _client(self, service: str) -> Any:
        client = _session().client(service, config=CONFIG)  # type: ignore[call-overload]
        Wire(client, self._strike, self._clock, self._services.serve, self.operations)
        return client


def _forget() -> None:
    metrics().provider.metric_set.clear()


@cache
def _session() -> boto3.Session:
    return boto3.Session("test", "test", region_name=REGION)


@cache
def _handler() -> ModuleType:
    return load_handler("publish_events")
