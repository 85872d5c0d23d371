"""The functions that no client calls: publish_events between a bus and a queue in memory, and audit_table."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from booking.dynamodb.sdk import dynamodb
from tests.functional.lambdas import load
from tests.functional.personal_data.faults import Fault, answered_by
from tests.functional.personal_data.running import Run, run
from tests.functional.personal_data.stored import Items, Unchanging
from tests.messages import batch
from tests.proofs.faults.attempts import Clock
from tests.proofs.stream.wire import answer, botocore_waits_on

QUARTER_OF_AN_HOUR, A_SECOND = 900_000, 1_000

type Records = Sequence[Mapping[str, Any]]

type Publish = Callable[..., "Published"]


@dataclass
class Published:
    """`text`: what the function wrote. `events`, `dead_letters` and `reasons`: what it sent."""

    text: str = ""
    events: list[dict[str, Any]] = field(default_factory=list)
    dead_letters: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    @property
    def on_the_bus(self) -> str:
        return "\n".join(map(json.dumps, self.events))

    def take(self, request: AWSPreparedRequest, operation: str, text: str) -> AWSResponse:
        """The bus and the queue take everything."""
        asked = json.loads(text)
        if operation == "PutEvents":
            self.events += asked["Entries"]
            entries = [{"EventId": "taken"} for _ in asked["Entries"]]
            return answer(request, 200, {"FailedEntryCount": 0, "Entries": entries})
        self.dead_letters.append(asked["MessageBody"])
        self.reasons.append(asked["MessageAttributes"]["reason"]["StringValue"])
        return answer(request, 200, {"MessageId": "taken"})


def changes(before: Items, after: Items) -> Records:
    """Records of the stream for all items that differ."""
    old = {_key(item): item for item in before}
    changed = [item for item in after if old.get(_key(item)) != item]
    return [_record(number, old.get(_key(item)), item) for number, item in enumerate(changed, start=1)]


def published(clients: Mapping[str, Any], records: Records, fault: Fault | None = None) -> Published:
    """What publish_events does with the records. All its requests meet the fault."""
    sent = Published()
    function = load("publish_events")
    with (
        answered_by(clients["events"], sent.take, fault),
        answered_by(clients["sqs"], sent.take, fault),
        botocore_waits_on(Clock()),
    ):
        sent.text = run(lambda: function.handler({"Records": records}, function.context)).text
    return sent


def consumed(function: str, bodies: Sequence[str], service: Unchanging, fault: Fault | None = None) -> Run:
    """What a consumer does with the messages. With a fault it has no time to try again."""
    loaded = load(function)
    context = replace(loaded.context, milliseconds=A_SECOND if fault else QUARTER_OF_AN_HOUR)
    with answered_by(dynamodb(), service, fault):
        return run(lambda: loaded.handler(batch(*bodies), context))


type Audit = Callable[..., Run]


def audited(service: Unchanging, fault: Fault | None, *, after: int = 0) -> Run:
    """What audit_table does. With a fault it has no time to try again."""
    function = load("audit_table")
    context = replace(function.context, milliseconds=A_SECOND if fault else QUARTER_OF_AN_HOUR)
    with answered_by(dynamodb(), service, fault, after=after):
        return run(lambda: function.handler({}, context))


def _entries(code: str) -> Fault:
    """The bus takes a request and none of its events."""

    def fault(request: AWSPreparedRequest, operation: str, quoted: str) -> AWSResponse | None:
        if operation != "PutEvents":
            return None
        asked = json.loads(request.body if isinstance(request.body, str | bytes) else b"")["Entries"]
        entries = [{"ErrorCode": code, "ErrorMessage": quoted} for _ in asked]
        return answer(request, 200, {"FailedEntryCount": len(entries), "Entries": entries})

    return fault


FAULTS_OF_ENTRIES: Mapping[str, Fault] = {
    "entries not taken": _entries("InternalFailure"),
    "entries never taken": _entries("MalformedDetail"),
}


def _key(item: Mapping[str, Any]) -> tuple[str, str]:
    return item["PK"]["S"], item["SK"]["S"]


def _record(number: int, old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> Mapping[str, Any]:
    images = {"NewImage": new, **({"OldImage": old} if old else {})}
    return {"dynamodb": {"Keys": {"PK": new["PK"], "SK": new["SK"]}, "SequenceNumber": str(number), **images}}
