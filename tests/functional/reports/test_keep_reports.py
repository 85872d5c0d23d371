"""Messages of the bus, through the function's entry point."""

from typing import Any

from booking.dynamodb.codec import from_wire
from booking.events.event import DomainEvent
from tests.engine import Table
from tests.functional.lambdas import Function, sample
from tests.functional.seeds import START, Seeds
from tests.messages import batch, message

DATE = START.date().isoformat()


def days(table: Table) -> dict[str, Any]:
    """The stored days by date, without their revisions."""
    items = map(from_wire, table.items())
    kept = (item for item in items if item["PK"].startswith("REPORT#"))
    return {item["SK"]: {name: value for name, value in item.items() if name != "revision"} for item in kept}


def again(function: Function, event: dict[str, Any]) -> list[Any]:
    """The messages that have to come again."""
    failed: list[Any] = function.handler(event, function.context)["batchItemFailures"]
    return failed


def test_the_sample_messages_become_days(function: Function, seeds: Seeds, table: Table) -> None:
    provider = seeds.scheduled_provider()
    seeds.appointment(provider)
    assert again(function, sample("keep_reports")) == []
    assert {day["openMinutes"] for day in days(table).values()} == {210 + 240}
    assert sum(day["bookedMinutes"] for day in days(table).values()) == 30


def test_a_repeat_changes_no_figure(function: Function, seeds: Seeds, table: Table) -> None:
    event = batch(message(DomainEvent(seeds.appointment(seeds.scheduled_provider()))))
    assert again(function, event) == []
    before = days(table)
    assert before[DATE]["byAttendance"] == {"EXPECTED": 1}
    assert again(function, event) == []
    assert days(table) == before


def test_an_event_of_an_unknown_provider_comes_again_and_the_rest_is_kept(
    function: Function, seeds: Seeds, table: Table
) -> None:
    known = seeds.appointment(seeds.scheduled_provider())
    unknown = message(DomainEvent(known)).replace(known.provider_id, "00000000-0000-4000-8000-0000000000ff")
    assert again(function, batch(unknown, message(DomainEvent(known)))) == [{"itemIdentifier": "m1"}]
    assert [*days(table)] == [DATE]


def test_an_appointment_that_cannot_be_read_is_left_out(function: Function, seeds: Seeds, table: Table) -> None:
    """The audit says what is wrong with it."""
    appointment = seeds.appointment(seeds.scheduled_provider())
    (item,) = [item for item in table.items() if item["SK"] == {"S": "APPOINTMENT"}]
    table.put([{**item, "endTime": {"S": "later"}}])
    assert again(function, batch(message(DomainEvent(appointment)))) == []
    assert days(table)[DATE]["bookedMinutes"] == 0
