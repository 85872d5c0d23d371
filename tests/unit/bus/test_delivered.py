"""An event, as its consumers get it."""

import json

import pytest

from booking.bus.delivered import NoEvent, delivered
from booking.calls.change import Author
from booking.events.event import DomainEvent
from tests.examples import AUTHOR, MADE, booked
from tests.messages import message


def test_a_message_of_the_bus_is_an_event() -> None:
    appointment = booked()
    event = delivered(message(DomainEvent(appointment)))
    assert (event.id, event.type, event.at) == (appointment.change.origin.id, "AppointmentBooked", MADE)
    assert (event.sequence, event.by, event.correlation_id) == (1, AUTHOR, appointment.change.origin.correlation_id)
    assert event.data["id"] == appointment.id


def test_an_event_has_no_author_if_it_is_older_than_authors() -> None:
    body = json.loads(message(DomainEvent(booked())))
    del body["detail"]["by"]
    assert delivered(json.dumps(body)).by is None


def test_who_has_no_token_has_no_id() -> None:
    body = json.loads(message(DomainEvent(booked())))
    body["detail"]["by"] = {"kind": "nobody", "id": None, "via": "api"}
    assert delivered(json.dumps(body)).by == Author("nobody", "", "api")


def test_what_a_newer_version_adds_to_an_event_does_no_harm() -> None:
    body = json.loads(message(DomainEvent(booked())))
    body["detail"] |= {"mood": "sunny"}
    body |= {"replay-name": "last week"}
    assert delivered(json.dumps(body)).type == "AppointmentBooked"


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{}", "no JSON", '{"source": "another-service", "detail": {}}', '{"source": "booking-service"}'],
)
def test_any_other_message_is_no_event(body: str) -> None:
    with pytest.raises(NoEvent):
        delivered(body)
