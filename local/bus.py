"""Reads the events on the stack's bus, by a rule that matches all of them and a queue behind it."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from local.stack import Stack

_EVERYTHING = {"source": [{"prefix": ""}]}


@dataclass(frozen=True)
class BusEvent:
    """One event as a consumer gets it: EventBridge's envelope around our detail."""

    envelope: dict[str, Any]

    @property
    def type(self) -> str:
        return str(self.envelope["detail-type"])

    @property
    def detail(self) -> dict[str, Any]:
        detail: dict[str, Any] = self.envelope["detail"]
        return detail

    @property
    def entity_id(self) -> str:
        """The id of what changed. An appointment's event names its provider too, itself as `id`."""
        data = self.detail.get("data", {})
        return str(data.get("id") or data.get("customerId") or "?")

    @property
    def sequence(self) -> int:
        return int(self.detail.get("sequence", 0))

    def __str__(self) -> str:
        """`09:31:02  AppointmentRescheduled  <id>  sequence 2  2028-03-06 09:00->10:00`."""
        parts = [self._clock, f"{self.type:<22}", self.entity_id, f"sequence {self.sequence}", self._times]
        return "  ".join(filter(None, parts))

    @property
    def _clock(self) -> str:
        """When the change was made, on this machine's clock."""
        happened = self.detail.get("occurredAt")
        return f"{datetime.fromisoformat(happened).astimezone():%H:%M:%S}" if happened else ""

    @property
    def _times(self) -> str:
        """The time of the appointment in its provider's offset, and after a move also the time before."""
        data = self.detail.get("data", {})
        if "startTime" not in data:
            return ""
        starts = datetime.fromisoformat(data["startTime"])
        if previous := data.get("previous"):
            stood = datetime.fromisoformat(previous["startTime"])
            return f"{stood:%F %H:%M}->{starts:{'%H:%M' if stood.date() == starts.date() else '%F %H:%M'}}"
        return f"{starts:%F %H:%M}-{datetime.fromisoformat(data['endTime']):%H:%M}"


class BusTap:
    """A separate consumer on the bus; `name` distinguishes several. A restart finds the existing one."""

    def __init__(self, stack: Stack, name: str = "local-tap") -> None:
        self._sqs = stack.emulator.client("sqs")
        self._events = stack.emulator.client("events")
        self._bus, self._name = stack.event_bus_name, name
        self._queue_url = ""

    def attach(self) -> Self:
        """Keep every event of the bus from now on, for `receive`."""
        self._queue_url = self._sqs.create_queue(QueueName=self._name)["QueueUrl"]
        arn = self._sqs.get_queue_attributes(QueueUrl=self._queue_url, AttributeNames=["QueueArn"])
        queue_arn = arn["Attributes"]["QueueArn"]
        rule_arn = self._events.put_rule(
            Name=self._name, EventBusName=self._bus, EventPattern=json.dumps(_EVERYTHING), State="ENABLED"
        )["RuleArn"]
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": queue_arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": rule_arn}},
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self._sqs.set_queue_attributes(QueueUrl=self._queue_url, Attributes={"Policy": policy})
        self._events.put_targets(
            Rule=self._name, EventBusName=self._bus, Targets=[{"Id": self._name, "Arn": queue_arn}]
        )
        return self

    def receive(self, wait_seconds: int = 1) -> list[BusEvent]:
        """The next events, at most 10, each given once; an empty list when none came within the wait."""
        answer = self._sqs.receive_message(
            QueueUrl=self._queue_url, MaxNumberOfMessages=10, WaitTimeSeconds=wait_seconds
        )
        messages = answer.get("Messages", [])
        for message in messages:
            self._sqs.delete_message(QueueUrl=self._queue_url, ReceiptHandle=message["ReceiptHandle"])
        return [BusEvent(json.loads(message["Body"])) for message in messages]
