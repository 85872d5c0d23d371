import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import EndpointConnectionError
from botocore.stub import ANY, Stubber
from hypothesis import given
from hypothesis import strategies as st

from booking.events import bus as event_bus
from booking.events.bus import MAX_BYTES, MAX_ENTRIES, EventBridgeBus
from booking.events.event import DomainEvent
from booking.events.publish_events import Letter, UnreadableRecord
from tests.examples import APPOINTMENT_ID, MADE, booked

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient

LATER, NEVER = True, False
# As EventBridge counts an entry: the time, the source and the detail type besides the detail.
AROUND = 14 + len("booking-service") + len("T")


@pytest.fixture(scope="module")
def client() -> "EventBridgeClient":
    session = boto3.Session("key", "secret", region_name="eu-south-1")
    client: EventBridgeClient = session.client("events", config=Config(retries={"total_max_attempts": 1}))
    return client


@pytest.fixture
def service(client: "EventBridgeClient") -> Iterator[Stubber]:
    with Stubber(client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


@pytest.fixture
def bus(client: "EventBridgeClient") -> EventBridgeBus:
    return EventBridgeBus(client, "a-bus")


def letter(entity: str, position: str = "1", size: int = 100) -> Letter:
    """A letter of that many bytes on the bus."""
    entry = {"Source": "booking-service", "DetailType": "T", "Detail": "x" * (size - AROUND)}
    return Letter(position, entity, entry)


def entities(requests: Iterator[Any]) -> list[list[str]]:
    return [[one.entity for one in request] for request in requests]


# --- entries -----------------------------------------------------------------------------------------------------


def test_an_event_becomes_an_entry_of_the_bus(bus: EventBridgeBus) -> None:
    made = bus.letter(DomainEvent(booked()), "7")
    assert (made.position, made.entity) == ("7", APPOINTMENT_ID)
    entry = dict(made.entry)
    assert json.loads(entry.pop("Detail"))["eventId"] == "change-1"
    assert entry == {
        "Source": "booking-service",
        "DetailType": "AppointmentBooked",
        "Time": MADE,
        "EventBusName": "a-bus",
    }


def test_an_event_larger_than_a_request_cannot_be_sent(bus: EventBridgeBus, monkeypatch: pytest.MonkeyPatch) -> None:
    size = len(bus.letter(DomainEvent(booked()), "1").entry["Detail"]) + 14 + len("booking-serviceAppointmentBooked")
    monkeypatch.setattr(event_bus, "MAX_BYTES", size)
    bus.letter(DomainEvent(booked()), "1")
    monkeypatch.setattr(event_bus, "MAX_BYTES", size - 1)
    with pytest.raises(UnreadableRecord):
        bus.letter(DomainEvent(booked()), "1")


# --- requests ----------------------------------------------------------------------------------------------------


def test_ten_entries_make_a_request(bus: EventBridgeBus) -> None:
    requests = bus.requests([letter(f"e-{n}") for n in range(21)])
    assert [len(request) for request in requests] == [10, 10, 1]


def test_no_letters_make_no_request(bus: EventBridgeBus) -> None:
    assert list(bus.requests([])) == []


def test_a_megabyte_fills_a_request(bus: EventBridgeBus) -> None:
    half = MAX_BYTES // 2
    fits = [letter("a", size=half), letter("b", size=half)]
    assert entities(bus.requests(fits)) == [["a", "b"]]
    assert entities(bus.requests([*fits[:1], letter("b", size=half + 1)])) == [["a"], ["b"]]


def test_size_is_counted_in_bytes_not_in_characters(bus: EventBridgeBus) -> None:
    third = MAX_BYTES // 3
    wide = Letter("1", "a", {"Source": "", "DetailType": "", "Detail": "€" * third})
    assert entities(bus.requests([wide, letter("b")])) == [["a"], ["b"]]


def test_each_request_starts_with_room_for_a_megabyte(bus: EventBridgeBus) -> None:
    size = MAX_BYTES // 2
    letters = [letter(name, size=size) for name in "abcdef"]
    assert entities(bus.requests(letters)) == [["a", "b"], ["c", "d"], ["e", "f"]]


def test_an_entity_is_once_in_a_request(bus: EventBridgeBus) -> None:
    requests = bus.requests([letter(name) for name in "abac"])
    assert entities(requests) == [["a", "b"], ["a", "c"]]


@given(st.lists(st.tuples(st.sampled_from("abcdefghijkl"), st.integers(AROUND, MAX_BYTES)), max_size=40))
def test_whatever_the_letters_every_request_is_one_that_the_bus_takes_and_their_order_stays(
    given: list[tuple[str, int]],
) -> None:
    bus = EventBridgeBus(client=None, bus_name="a-bus")  # type: ignore[arg-type]
    letters = [letter(entity, str(n), size) for n, (entity, size) in enumerate(given)]
    requests = list(bus.requests(letters))
    assert [one for request in requests for one in request] == letters
    for request in requests:
        assert 1 <= len(request) <= MAX_ENTRIES
        assert len({one.entity for one in request}) == len(request)
        assert sum(len(one.entry["Detail"]) + AROUND for one in request) <= MAX_BYTES


# --- sending -----------------------------------------------------------------------------------------------------


def test_what_the_bus_takes_is_not_reported(bus: EventBridgeBus, service: Stubber) -> None:
    entries = [letter("a").entry, letter("b").entry]
    service.add_response("put_events", {"Entries": [{"EventId": "1"}, {"EventId": "2"}]}, {"Entries": entries})
    assert bus.send([letter("a", "1"), letter("b", "2")]) == {}


@pytest.mark.parametrize(
    ("code", "may_succeed"),
    [
        ("InternalFailure", LATER),
        ("ThrottlingException", LATER),
        ("NotAuthorizedException", LATER),
        ("MalformedDetail", NEVER),
        ("InvalidArgument", NEVER),
    ],
)
def test_an_entry_that_is_not_taken_is_reported_by_its_position(
    bus: EventBridgeBus, service: Stubber, code: str, may_succeed: bool
) -> None:
    service.add_response("put_events", {"FailedEntryCount": 1, "Entries": [{"EventId": "1"}, {"ErrorCode": code}]})
    assert bus.send([letter("a", "1"), letter("b", "2")]) == {"2": may_succeed}


@pytest.mark.parametrize("code", ["InternalException", "ThrottlingException", "AccessDeniedException"])
def test_a_request_that_failed_may_succeed_later_as_a_whole(bus: EventBridgeBus, service: Stubber, code: str) -> None:
    service.add_client_error("put_events", code)
    assert bus.send([letter("a", "1"), letter("b", "2")]) == {"1": LATER, "2": LATER}


def test_of_a_refused_request_each_entry_is_tried_alone(bus: EventBridgeBus, service: Stubber) -> None:
    service.add_client_error("put_events", "ValidationException")
    service.add_response("put_events", {"Entries": [{"EventId": "1"}]}, {"Entries": [ANY]})
    service.add_client_error("put_events", "ValidationException", expected_params={"Entries": [ANY]})
    assert bus.send([letter("a", "1"), letter("b", "2")]) == {"2": NEVER}


def test_a_refused_request_of_one_entry_is_not_sent_again(bus: EventBridgeBus, service: Stubber) -> None:
    service.add_client_error("put_events", "ValidationException")
    assert bus.send([letter("a", "1")]) == {"1": NEVER}


def test_a_request_without_an_answer_may_succeed_later(bus: EventBridgeBus, client: "EventBridgeClient") -> None:
    def cut(**_: object) -> None:
        raise EndpointConnectionError(endpoint_url="https://events")

    client.meta.events.register("before-send.eventbridge.PutEvents", cut)
    not_taken = bus.send([letter("a", "1"), letter("b", "2")])
    client.meta.events.unregister("before-send.eventbridge.PutEvents", cut)
    assert not_taken == {"1": LATER, "2": LATER}
