"""The table's stream, through the function's entry point, on the engine's own bus and queue."""

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from booking import settings
from booking.events.bus import event_bus
from booking.events.dead_letters import dead_letter_queue
from booking.events.stream import event_in
from docgen.sample_events import SENT, request_id
from local.business import MAKER
from tests.engine import Engine, Table
from tests.functional.lambdas import APPOINTMENT_ID, PROVIDER_ID, Context, Event, load, sample

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

TYPES = [
    *("ProviderCreated", "ScheduleUpdated"),
    *("AppointmentBooked", "AppointmentRescheduled", "AppointmentCancelled"),
    *("ProviderUpdated", "ProviderDeactivated", "ProviderReactivated"),
    *("ServiceChanged", "ServiceRetired"),
    *("CustomerErased", "OverridesChanged", "TimeOffChanged", "TimeOffRemoved"),
    *("ResolutionRequested", "ResolutionCompleted"),
]
SECRETS = (
    *("Zoë", "Example.COM", "+39 06", "Second floor", "website", "Caught a cold"),
    *("Studio Bianchi", "studio@", "info@", "We are ill"),
)


@dataclass(frozen=True)
class Outside:
    """What the function's events and dead letters reach: a rule puts every event of the bus in a queue."""

    sqs: "SQSClient"
    inbox_url: str
    dead_letters_url: str

    def envelopes(self) -> list[dict[str, Any]]:
        return [json.loads(body) for body, _ in self._drain(self.inbox_url)]

    def dead_letters(self) -> list[tuple[Any, str]]:
        """Each record with the reason that goes along."""
        return [(json.loads(body), reason) for body, reason in self._drain(self.dead_letters_url)]

    @staticmethod
    def _reason(message: "MessageTypeDef") -> str:
        attributes = message.get("MessageAttributes")
        return attributes["reason"].get("StringValue", "") if attributes else ""

    def _drain(self, url: str) -> Iterator[tuple[str, str]]:
        while messages := self.sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
        ).get("Messages"):
            for message in messages:
                yield message["Body"], self._reason(message)
                self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


@pytest.fixture(scope="module")
def services(engine: Engine, world: Table) -> Iterator[Outside]:
    """The bus, the queues, and the function's environment that names them."""
    events: EventBridgeClient = engine.client("events", access_key=world.access_key)
    sqs: SQSClient = engine.client("sqs", access_key=world.access_key)
    events.create_event_bus(Name="bus")
    inbox, dead_letters = (sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("inbox", "dead-letters"))
    arn = sqs.get_queue_attributes(QueueUrl=inbox, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    events.put_rule(Name="all", EventBusName="bus", EventPattern='{"source": ["booking-service"]}')
    events.put_targets(Rule="all", EventBusName="bus", Targets=[{"Id": "inbox", "Arn": arn}])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVENT_BUS_NAME", "bus")
        patch.setenv("DEAD_LETTER_QUEUE_URL", dead_letters)
        _forget()
        yield Outside(sqs, inbox, dead_letters)
    _forget()


@pytest.fixture
def outside(services: Outside) -> Outside:
    """Empty queues."""
    services.envelopes()
    services.dead_letters()
    return services


@pytest.fixture
def set_variable(outside: Outside) -> Iterator[Callable[[str, str], None]]:
    """Sets a variable of the environment, which the function then reads again."""
    with pytest.MonkeyPatch.context() as patch:

        def set_variable(name: str, value: str) -> None:
            patch.setenv(name, value)
            _forget()

        yield set_variable
    _forget()


def _forget() -> None:
    for made_once in (settings.publisher_settings, event_bus, dead_letter_queue):
        made_once.cache_clear()


def publish(event: Any) -> list[str]:
    """The positions that the function wants again."""
    answer = load("publish_events").handler(event, Context("publish_events"))
    assert answer.keys() == {"batchItemFailures"}
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def records() -> list[Event]:
    found: list[Event] = sample("publish_events")["Records"]
    return found


def test_the_sample_events_records_become_events_in_order(outside: Outside) -> None:
    assert publish(sample("publish_events")) == []
    envelopes = outside.envelopes()
    assert [envelope["detail-type"] for envelope in envelopes] == TYPES
    assert {envelope["source"] for envelope in envelopes} == {"booking-service"}
    assert [envelope["detail"]["sequence"] for envelope in envelopes] == [
        *(1, 2),
        *(1, 2, 3),
        *(3, 4, 5),
        *(1, 2),
        *(2, 8, 1, 2),
        *(1, 3),
    ]
    assert outside.dead_letters() == []


def made(minutes: int) -> str:
    """When the changes of the records were made."""
    return f"{SENT + timedelta(minutes=minutes):%FT%TZ}"


def test_an_event_tells_what_the_record_says(outside: Outside) -> None:
    publish({"Records": records()[3:4]})
    (envelope,) = outside.envelopes()
    assert envelope["detail"] == {
        "eventId": "c047e0d2-5b1f-4e6a-9c3d-7f8e9a0b1c2d",
        "eventType": "AppointmentRescheduled",
        "occurredAt": made(minutes=3),
        "schemaVersion": 1,
        "sequence": 2,
        "correlationId": request_id("reschedule_appointment"),
        "resolutionId": None,
        "by": {"kind": "person", "id": MAKER.id, "via": "api"},
        "data": {
            "id": APPOINTMENT_ID,
            "providerId": PROVIDER_ID,
            "customer": {"id": "customer-17"},
            "startTime": "2028-03-06T15:00:00+01:00",
            "endTime": "2028-03-06T15:30:00+01:00",
            "timezone": "Europe/Rome",
            "status": "CONFIRMED",
            "serviceId": None,
            "override": [],
            "attendance": None,
            "attendedAt": None,
            "releasedFrom": None,
            "cancelledAt": None,
            "cancelledBy": None,
            "createdAt": made(minutes=2),
            "updatedAt": made(minutes=3),
            "previous": {
                "startTime": "2028-03-06T09:30:00+01:00",
                "endTime": "2028-03-06T10:00:00+01:00",
                "providerId": PROVIDER_ID,
                "serviceId": None,
            },
        },
    }


def test_no_event_holds_personal_data(outside: Outside) -> None:
    publish(sample("publish_events"))
    told = json.dumps(outside.envelopes(), ensure_ascii=False)
    assert not [secret for secret in SECRETS if secret in told]


def test_a_record_without_a_new_change_is_no_event(outside: Outside) -> None:
    repaired, removed, claim = copy.deepcopy(records()[:3])
    repaired["dynamodb"]["OldImage"] = repaired["dynamodb"]["NewImage"]
    removed["dynamodb"]["OldImage"] = removed["dynamodb"].pop("NewImage")
    claim["dynamodb"]["NewImage"] = {
        "PK": {"S": f"PROVIDER#{PROVIDER_ID}"},
        "SK": {"S": "SLOT#2028-03-06T08:30Z"},
        "owner": {"S": f"APPOINTMENT#{APPOINTMENT_ID}"},
    }
    assert publish({"Records": [repaired, removed, claim]}) == []
    assert (outside.envelopes(), outside.dead_letters()) == ([], [])


def test_an_empty_batch_is_nothing_to_do(outside: Outside) -> None:
    assert publish({"Records": []}) == []
    assert (outside.envelopes(), outside.dead_letters()) == ([], [])


def broken(part: tuple[str, ...], value: Any) -> Event:
    """The sample's third record with one part replaced, or left out where the value is None."""
    record = copy.deepcopy(records()[2])
    parent: Any = record
    for step in part[:-1]:
        parent = parent[step]
    if value is None:
        del parent[part[-1]]
    else:
        parent[part[-1]] = value
    return record


IMAGE = ("dynamodb", "NewImage")


@pytest.mark.parametrize(
    "record",
    [
        broken((*IMAGE, "status"), {"S": "LOST"}),
        broken((*IMAGE, "status"), {"N": "many"}),
        broken((*IMAGE, "status"), {"X": "y"}),
        broken((*IMAGE, "status"), "CONFIRMED"),
        broken((*IMAGE, "status"), None),
        broken((*IMAGE, "startTime"), {"S": "soon"}),
        broken((*IMAGE, "timezone"), {"S": "Mars/Base"}),
        broken((*IMAGE, "change"), None),
        broken((*IMAGE, "change", "M", "type"), {"S": "ProviderCreated"}),
        broken((*IMAGE, "change", "M", "type"), {"S": "AppointmentVanished"}),
        broken((*IMAGE, "version"), {"N": "0"}),
        broken((*IMAGE, "SK"), None),
        broken(IMAGE, []),
        broken(IMAGE, "image"),
        broken(("dynamodb", "SequenceNumber"), None),
        broken(("dynamodb",), None),
        broken(("dynamodb",), []),
        broken(("dynamodb",), "x"),
        {},
        [],
        None,
        "text",
        5,
    ],
)
def test_a_record_that_cannot_be_read_goes_whole_to_the_dead_letters_and_the_others_pass(
    outside: Outside, record: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    first, *_, last = records()
    assert publish({"Records": [first, record, last]}) == []
    ((buried, reason),) = outside.dead_letters()
    assert buried == record
    assert reason
    assert [envelope["detail-type"] for envelope in outside.envelopes()] == [TYPES[0], TYPES[-1]]
    counts = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (counts["EventsPublished"], counts["DeadLetters"]) == ([2], [1])


@pytest.mark.parametrize("event", [None, [], {}, "text", 5, {"Records": None}, {"Records": "x"}, {"records": []}])
def test_what_is_no_batch_is_kept_as_a_dead_letter(outside: Outside, event: Any) -> None:
    assert publish(event) == []
    assert [buried for buried, _ in outside.dead_letters()] == [event]


def test_when_the_bus_cannot_be_reached_the_whole_batch_is_wanted_again(
    outside: Outside, set_variable: Callable[[str, str], None]
) -> None:
    set_variable("AWS_ENDPOINT_URL_EVENTBRIDGE", "http://127.0.0.1:9")
    with_event = [record["dynamodb"]["SequenceNumber"] for record in records() if event_in(record)]
    assert publish(sample("publish_events")) == with_event
    assert outside.dead_letters() == []


def test_when_the_dead_letters_cannot_be_kept_the_record_is_wanted_again(
    outside: Outside, set_variable: Callable[[str, str], None]
) -> None:
    set_variable("DEAD_LETTER_QUEUE_URL", f"{outside.dead_letters_url}-gone")
    record = broken((*IMAGE, "status"), {"S": "LOST"})
    assert publish({"Records": [record]}) == [record["dynamodb"]["SequenceNumber"]]


def test_metrics_and_log_hold_no_customer_data(outside: Outside, capsys: pytest.CaptureFixture[str]) -> None:
    publish({"Records": [*records(), broken((*IMAGE, "status"), {"S": "LOST"})]})
    written = capsys.readouterr().out
    assert '"EventsPublished"' in written
    assert not [secret for secret in SECRETS if secret in written]
