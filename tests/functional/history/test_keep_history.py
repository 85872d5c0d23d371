"""Messages of the bus, through the function's entry point."""

import json
from typing import Any

import pytest

from booking.dynamodb.codec import from_wire
from booking.events.event import DomainEvent
from tests.engine import Table
from tests.examples import booked, cancelled, rescheduled
from tests.functional.lambdas import Function, sample
from tests.messages import batch, message

MARK = "zoe@example.com"


def entries(table: Table) -> dict[str, Any]:
    items = map(from_wire, table.items())
    return {item["SK"]: item for item in items if item["SK"].startswith("HISTORY#")}


def kept(function: Function, event: dict[str, Any]) -> list[Any]:
    """The messages that have to come again."""
    again: list[Any] = function.handler(event, function.context)["batchItemFailures"]
    return again


def test_the_sample_messages_become_entries(function: Function, table: Table) -> None:
    assert kept(function, sample("keep_history")) == []
    found = entries(table)
    assert {item["type"] for item in found.values()} == {
        "AppointmentBooked",
        "AppointmentRescheduled",
        "TimeOffChanged",
    }
    assert len(found) == 3


def test_a_repeat_changes_nothing(function: Function, table: Table) -> None:
    event = sample("keep_history")
    kept(function, event)
    before = table.items()
    assert kept(function, event) == []
    assert table.items() == before


def test_the_order_does_not_matter(function: Function, table: Table) -> None:
    bodies = [message(DomainEvent(entity)) for entity in (booked(), rescheduled())]
    kept(function, batch(*bodies))
    in_order = entries(table)
    table.restore()
    kept(function, batch(*reversed(bodies), *bodies))
    assert entries(table) == in_order


def test_an_entry_that_is_there_is_not_replaced(function: Function, table: Table) -> None:
    """Two changes of one version cannot be: the first is what the table had."""
    kept(function, batch(message(DomainEvent(cancelled()))))
    kept(function, batch(message(DomainEvent(rescheduled()))))
    assert entries(table)["HISTORY#00000002"]["type"] == "AppointmentCancelled"


def test_what_is_no_event_comes_again_and_the_rest_is_kept(
    function: Function, table: Table, capsys: pytest.CaptureFixture[str]
) -> None:
    event = batch(f"about {MARK}", message(DomainEvent(booked())))
    assert kept(function, event) == [{"itemIdentifier": "m1"}]
    assert [*entries(table)] == ["HISTORY#00000001"]
    written = capsys.readouterr().out
    (line,) = [line for line in map(json.loads, written.splitlines()) if line.get("level") == "ERROR"]
    assert (line["message"], line["message_id"], line["exception_name"]) == ("message_not_handled", "m1", "NoEvent")
    assert MARK not in written
