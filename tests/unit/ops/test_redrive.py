"""The dead letters that are deleted, those that are kept, and that none is sent twice in a run."""

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import ClientError

from ops.redrive import CannotRedrive, ConsumerQueues, Outbox, Redriven, _consumers, local_outbox, redrive

type Answer = Callable[[Any], Any]


@dataclass
class Queue:
    """Gives two messages at a time; `hidden` are those that were received and not given back."""

    bodies: list[str]
    hidden: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)

    def receive_message(self, **_: Any) -> Any:
        taken, self.bodies = self.bodies[:2], self.bodies[2:]
        self.hidden += taken
        return {"Messages": [{"MessageId": body, "ReceiptHandle": body, "Body": body} for body in taken]}

    def delete_message(self, ReceiptHandle: str, **_: Any) -> None:  # noqa: N803  # AWS's name
        self.hidden.remove(ReceiptHandle)
        self.deleted.append(ReceiptHandle)

    def change_message_visibility(self, ReceiptHandle: str, **_: Any) -> None:  # noqa: N803  # AWS's name
        self.hidden.remove(ReceiptHandle)
        self.bodies.append(ReceiptHandle)

    def get_queue_attributes(self, **_: Any) -> Any:
        return {"Attributes": {"ApproximateNumberOfMessages": str(len(self.bodies))}}


@dataclass
class Function:
    answer: Answer
    asked: list[Any] = field(default_factory=list)

    def invoke(self, Payload: bytes, **_: Any) -> Any:  # noqa: N803  # AWS's name
        event = json.loads(Payload)
        self.asked.append(event)
        said = self.answer(event)
        failed = {"FunctionError": "Unhandled"} if "errorMessage" in (said or {}) else {}
        return {"Payload": io.BytesIO(json.dumps(said).encode()), **failed}


@dataclass
class Bucket:
    objects: dict[str, Any] = field(default_factory=dict)

    def get_paginator(self, _: str) -> Any:
        return self

    def paginate(self, **_: Any) -> Any:
        return [{"Contents": [{"Key": key} for key in self.objects]}]

    def get_object(self, Key: str, **_: Any) -> Any:  # noqa: N803  # AWS's name
        return {"Body": io.BytesIO(json.dumps(self.objects[Key]).encode())}

    def delete_object(self, Key: str, **_: Any) -> None:  # noqa: N803  # AWS's name
        del self.objects[Key]


def letter(position: int) -> dict[str, Any]:
    return {"dynamodb": {"SequenceNumber": str(position)}}


def body(position: int) -> str:
    return json.dumps(letter(position))


def took(_: Any) -> Any:
    return {"batchItemFailures": []}


def run(queue: Queue, function: Function, objects: Mapping[str, Any] | None = None) -> Redriven:
    bucket = Bucket(dict(objects or {}))
    return redrive(Outbox(queue, function, bucket, "queue", "function", "bucket"), lambda line: None)


def test_letters_go_one_by_one_the_oldest_change_first_and_are_deleted() -> None:
    queue, function = Queue([body(n) for n in (10, 9, 30)]), Function(took)
    assert run(queue, function) == Redriven(3, [], 0)
    assert function.asked == [{"Records": [letter(n)]} for n in (9, 10, 30)]
    assert (len(queue.deleted), queue.hidden) == (3, [])


def refused(_: Any) -> Any:
    raise ClientError({"Error": {"Code": "TooManyRequestsException"}}, "Invoke")


@pytest.mark.parametrize(
    "answer",
    [
        lambda _: {"batchItemFailures": [{"itemIdentifier": "1"}]},
        lambda _: {"errorMessage": "timed out"},
        lambda _: None,
        lambda _: {},
        refused,
    ],
    ids=["reported", "failed", "null", "no report", "not invoked"],
)
def test_a_letter_that_the_function_did_not_take_is_kept_for_others_to_see(answer: Answer) -> None:
    queue = Queue([body(1)])
    done = run(queue, Function(answer))
    assert (done.taken, len(done.kept), done.waiting) == (0, 1, 1)
    assert (queue.bodies, queue.hidden, queue.deleted) == ([body(1)], [], [])


def test_one_that_fails_does_not_keep_the_others() -> None:
    queue = Queue([body(n) for n in range(4)])
    done = run(queue, Function(lambda event: refused(event) if event == {"Records": [letter(2)]} else took(event)))
    assert (done.taken, len(done.kept), queue.bodies) == (3, 1, [body(2)])


def test_what_is_still_poison_comes_back_and_is_left_to_a_later_run() -> None:
    queue = Queue([body(n) for n in range(5)])

    def bury(event: Any) -> Any:
        queue.bodies.append(json.dumps(event["Records"][0]) + " ")
        return took(event)

    function = Function(bury)
    assert run(queue, function) == Redriven(5, [], 5)
    assert len(function.asked) == 5


def test_a_letter_that_is_no_json_goes_as_the_text_that_it_is() -> None:
    function = Function(took)
    run(Queue(["broken"]), function)
    assert function.asked == [{"Records": ["broken"]}]


@pytest.mark.parametrize("payload", [{"Records": [letter(1)]}, json.dumps({"Records": [letter(1)]})])
def test_records_that_lambda_gave_up_go_as_the_batch_they_were(payload: Any) -> None:
    function = Function(took)
    assert run(Queue([]), function, {"key": {"payload": payload}}).taken == 1
    assert function.asked == [{"Records": [letter(1)]}]


def test_an_object_without_records_is_kept() -> None:
    function = Function(took)
    done = run(Queue([]), function, {"key": {"note": "by hand"}})
    assert (done.taken, done.kept, function.asked) == (0, ["object key: it holds no records"], [])


def test_without_a_running_stack_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ops.redrive.running_stack", lambda _: None)
    with pytest.raises(CannotRedrive, match="make dev"):
        local_outbox()


def test_the_queues_of_consumers_are_found_by_the_names_of_their_parts() -> None:
    resources = {"KeepHistoryQueue": "q", "KeepHistoryDeadLetters": "d", "DeadLetterQueue": "x", "Table": "t"}
    assert _consumers(resources) == [ConsumerQueues("KeepHistory", "q", "d")]
