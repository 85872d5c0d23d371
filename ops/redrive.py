"""`make redrive` sends dead letters, and records that Lambda gave up, to publish_events again.

Dead letters of the bus's consumers go back to the queues that they came from.

Without an argument it works on the stack that `make dev` runs. `python -m ops.redrive NAME` works on a deployed stack,
with your AWS profile and region. A letter is deleted only when the function took it. A record that still cannot be
published comes back to the queue as a new message, for a later run.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from local.stack import STACK_NAME
from local.stack_file import no_stack, running_stack

MOST_AT_ONCE = 1_000
"""Letters and objects of one run: they are held in memory, and hidden from others for HIDDEN_SECONDS."""
HIDDEN_SECONDS = 900
_LETTERS = "DeadLetters"
"""How the names of the queues of consumers' dead letters end."""
_EMPTY_ANSWERS = 2  # SQS asks a sample of its servers when few messages are left: one empty answer is no proof


class ConsumerQueues(NamedTuple):
    """The queue of a consumer, and the one of its dead letters. `name`: `KeepHistory`."""

    name: str
    queue_url: str
    dead_letters_url: str


class CannotRedrive(RuntimeError):
    """There is no stack to work on; the message says what to do."""


@dataclass(frozen=True)
class Outbox:
    """The parts of a stack between the table's stream and its bus. The clients are boto3's."""

    sqs: Any
    functions: Any
    s3: Any
    queue_url: str
    function_name: str
    bucket_name: str
    consumers: Sequence[ConsumerQueues] = ()

    @classmethod
    def of_stack(cls, session: boto3.Session, stack_name: str, endpoint_url: str | None = None) -> "Outbox":
        """The parts that the stack's outputs name. Raises CannotRedrive."""

        def client(service: str) -> Any:
            return session.client(service, endpoint_url=endpoint_url)  # type: ignore[call-overload]

        try:
            (stack,) = client("cloudformation").describe_stacks(StackName=stack_name)["Stacks"]
        except (ClientError, BotoCoreError) as error:
            raise CannotRedrive(f"The stack {stack_name} cannot be read: {error}") from error
        outputs = {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}
        names = ("DeadLetterQueueUrl", "PublishEventsFunctionName", "UndeliveredBucketName")
        missing = [name for name in names if name not in outputs]
        if missing:
            raise CannotRedrive(f"The stack {stack_name} lacks the outputs {', '.join(missing)}: deploy it again.")
        pages = client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=stack_name)
        resources = [found for page in pages for found in page["StackResourceSummaries"]]
        consumers = _consumers({found["LogicalResourceId"]: found["PhysicalResourceId"] for found in resources})
        queue, function, bucket = (outputs[name] for name in names)
        return cls(client("sqs"), client("lambda"), client("s3"), queue, function, bucket, consumers)


@dataclass(frozen=True)
class Parcel:
    """Records to be published, from the queue or the bucket. `take_back` lets others have it again."""

    name: str
    event: Any
    remove: Callable[[], object]
    take_back: Callable[[], object] = lambda: None


@dataclass
class Redriven:
    """`kept`: why each parcel that the function did not take is still where it was."""

    taken: int
    kept: Sequence[str]
    waiting: int
    """Messages in the queue afterwards, about: what came back, and what is kept."""
    sent_back: int = 0
    """Dead letters of consumers."""


def redrive(outbox: Outbox, say: Callable[[str], object]) -> Redriven:
    """Hand each over once, the oldest change first. All are fetched before the first is sent, so none comes twice."""
    letters = sorted(_letters(outbox), key=lambda parcel: _position(parcel.event))
    parcels = [*letters, *_objects(outbox)]
    taken, kept = 0, []
    for parcel in parcels:
        failure = _hand_over(outbox, parcel)
        if failure is None:
            parcel.remove()
            taken += 1
            say(f"handed over  {parcel.name}")
        else:
            parcel.take_back()
            kept.append(f"{parcel.name}: {failure}")
            say(f"kept         {parcel.name}: {failure}")
    sent_back = sum(_send_back(outbox.sqs, queues, say) for queues in outbox.consumers)
    count = outbox.sqs.get_queue_attributes(QueueUrl=outbox.queue_url, AttributeNames=["ApproximateNumberOfMessages"])
    return Redriven(taken, kept, int(count["Attributes"]["ApproximateNumberOfMessages"]), sent_back)


def _consumers(resources: Mapping[str, str]) -> Sequence[ConsumerQueues]:
    """By the names of a consumer's parts: docs/consumers.md."""
    letters = [name for name in resources if name.endswith(_LETTERS)]
    named = [(name.removesuffix(_LETTERS), name) for name in letters]
    return [ConsumerQueues(of, resources[f"{of}Queue"], resources[name]) for of, name in named]


def _send_back(sqs: Any, queues: ConsumerQueues, say: Callable[[str], object]) -> int:
    """How many. One that is sent and not deleted is sent again: consumers bear repeats."""
    sent = 0
    for message in [*_received(sqs, queues.dead_letters_url)]:
        sqs.send_message(QueueUrl=queues.queue_url, MessageBody=message["Body"])
        sqs.delete_message(QueueUrl=queues.dead_letters_url, ReceiptHandle=message["ReceiptHandle"])
        sent += 1
    if sent:
        say(f"sent back    {sent} to {queues.name}")
    return sent


def _hand_over(outbox: Outbox, parcel: Parcel) -> str | None:
    """Invoke the function with the records. Returns why it did not take them all; None if it did."""
    if not isinstance(parcel.event, dict):
        return "it holds no records"
    try:
        answer = outbox.functions.invoke(FunctionName=outbox.function_name, Payload=json.dumps(parcel.event).encode())
        said = json.loads(answer["Payload"].read() or b"null")
    except (ClientError, BotoCoreError, ValueError) as error:
        return f"the function could not be invoked: {error}"
    if "FunctionError" in answer:
        return f"the function failed: {said}"
    if not isinstance(said, dict) or said.get("batchItemFailures") != []:
        return f"the function asks for another attempt: {said}"
    return None


def _letters(outbox: Outbox) -> Iterator[Parcel]:
    for message in _received(outbox.sqs, outbox.queue_url):
        yield _letter(outbox, message["MessageId"], message["Body"], message["ReceiptHandle"])


def _received(sqs: Any, queue_url: str) -> Iterator[Any]:
    """The messages of a queue, hidden from other readers for the time of this run."""
    seen: set[str] = set()
    empty = 0
    while empty < _EMPTY_ANSWERS and len(seen) < MOST_AT_ONCE:
        answer = sqs.receive_message(
            QueueUrl=queue_url, MaxNumberOfMessages=10, WaitTimeSeconds=1, VisibilityTimeout=HIDDEN_SECONDS
        )
        messages = [message for message in answer.get("Messages", []) if message["MessageId"] not in seen]
        empty = 0 if messages else empty + 1
        for message in messages:
            seen.add(message["MessageId"])
            yield message


def _letter(outbox: Outbox, message_id: str, body: str, handle: str) -> Parcel:
    named = {"QueueUrl": outbox.queue_url, "ReceiptHandle": handle}
    return Parcel(
        name=f"message {message_id}",
        event={"Records": [_json_or_text(body)]},
        remove=lambda: outbox.sqs.delete_message(**named),
        take_back=lambda: outbox.sqs.change_message_visibility(**named, VisibilityTimeout=0),
    )


def _objects(outbox: Outbox) -> Iterator[Parcel]:
    """The objects that Lambda wrote to the on-failure destination. `payload` is the function's event."""
    pages = outbox.s3.get_paginator("list_objects_v2").paginate(
        Bucket=outbox.bucket_name, PaginationConfig={"MaxItems": MOST_AT_ONCE}
    )
    for key in [found["Key"] for page in pages for found in page.get("Contents", [])]:
        written = _json_or_text(outbox.s3.get_object(Bucket=outbox.bucket_name, Key=key)["Body"].read().decode())
        payload = written.get("payload") if isinstance(written, dict) else None
        yield Parcel(
            name=f"object {key}",
            event=_json_or_text(payload) if isinstance(payload, str) else payload,
            remove=partial(outbox.s3.delete_object, Bucket=outbox.bucket_name, Key=key),
        )


def _json_or_text(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _position(event: Any) -> int:
    """The sequence number of the letter's record in the stream; 0 if it has none."""
    match event["Records"][0]:
        case {"dynamodb": {"SequenceNumber": str(position)}} if position.isdecimal():
            return int(position)
        case _:
            return 0


def local_outbox(port: str = "") -> Outbox:
    """The outbox of the stack that `make dev` runs: the first one, or the one on the port. Raises CannotRedrive."""
    values = running_stack(port)
    if values is None:
        raise CannotRedrive(f"{no_stack(port)} A deployed one has a name: make redrive STACK=name")
    session = boto3.Session(values["awsAccessKeyId"], values["awsSecretAccessKey"], region_name=values["region"])
    return Outbox.of_stack(session, STACK_NAME, values["awsEndpointUrl"])


def main(arguments: Sequence[str]) -> int:
    """Exit status 1, after a message, when something was not handed over."""
    try:
        outbox = (
            Outbox.of_stack(boto3.Session(), arguments[0]) if arguments else local_outbox(os.environ.get("PORT", ""))
        )
    except CannotRedrive as failure:
        say(str(failure))
        return 1
    done = redrive(outbox, say)
    say(
        f"{done.taken} handed over, {len(done.kept)} kept; the queue holds about {done.waiting} messages now. "
        f"{done.sent_back} sent back to consumers."
    )
    return 1 if done.kept else 0


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
