"""Messages of the bus, through the function's entry point."""

from datetime import timedelta
from typing import Any

from booking.appointments.appointment import Customer
from booking.dynamodb.codec import from_wire
from booking.events.event import DomainEvent
from tests.engine import Table
from tests.examples import ZOE
from tests.functional.lambdas import UNKNOWN_ID, Function, load, sample
from tests.functional.seeds import START, Seeds
from tests.messages import batch, message


def items_of(table: Table, prefix: str) -> list[Any]:
    items = map(from_wire, table.items())
    return sorted((item for item in items if f"{item['PK']} {item['SK']}".startswith(prefix)), key=lambda i: i["PK"])


def handle(function: Function, *entities: Any) -> None:
    event = batch(*(message(DomainEvent(entity)) for entity in entities))
    assert function.handler(event, function.context) == {"batchItemFailures": []}


def test_the_sample_messages_are_handled(function: Function) -> None:
    assert function.handler(sample("keep_customer_cards"), function.context) == {"batchItemFailures": []}


def test_an_appointment_makes_a_card_and_the_keys_by_which_it_is_found(
    function: Function, seeds: Seeds, table: Table
) -> None:
    handle(function, seeds.appointment(seeds.scheduled_provider()))
    (card,) = items_of(table, f"CUSTOMER#{ZOE.id} CARD")
    assert (card["name"], card["email"], card["phone"], card["booked"]) == (*ZOE[1:], 1)
    assert [(key["PK"], key["SK"]) for key in items_of(table, "SEARCH#")] == [
        ("SEARCH#EMAIL#z", f"zoe.mueller@example.com#{ZOE.id}"),
        ("SEARCH#NAME#m", f"muller#{ZOE.id}"),
        ("SEARCH#NAME#z", f"zoe#{ZOE.id}"),
        ("SEARCH#PHONE#7", f"76543216093#{ZOE.id}"),
    ]


def test_other_contact_data_takes_the_old_keys_away(function: Function, seeds: Seeds, table: Table) -> None:
    provider = seeds.scheduled_provider()
    handle(function, seeds.appointment(provider))
    renamed, at = Customer(ZOE.id, "Zoë Rossi", "zoe@rossi.example"), START - timedelta(days=1)
    handle(function, seeds.appointment(provider, UNKNOWN_ID, START + timedelta(hours=1), now=at, customer=renamed))
    found = [key["SK"].partition("#")[0] for key in items_of(table, "SEARCH#")]
    assert found == ["zoe@rossi.example", "rossi", "zoe", "76543216093"]


def test_an_erased_customer_has_neither_card_nor_keys(function: Function, seeds: Seeds, table: Table) -> None:
    appointment = seeds.appointment(seeds.scheduled_provider())
    handle(function, appointment)
    assert load("erase_customer")(sample("erase_customer")).status == 200
    handle(function, appointment)
    assert items_of(table, "SEARCH#") == items_of(table, f"CUSTOMER#{ZOE.id} CARD") == []


def test_a_repeat_changes_nothing(function: Function, seeds: Seeds, table: Table) -> None:
    booked = seeds.appointment(seeds.scheduled_provider())
    handle(function, booked)
    before = table.items()
    handle(function, booked, booked)
    assert table.items() == before
