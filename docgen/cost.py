"""The usage of one booking, counted on the emulator's DynamoDB, with the real functions and their sample events.

For a booking a client reads the openings on a date and books one of them. The engine reports requests and written
capacity. Read capacity is computed from item sizes, because the emulator reports a constant.
"""

import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

from booking.appointments.routes import CREATE_APPOINTMENT
from booking.appointments.store import DynamoAppointments
from booking.aws import TABLE as CONFIG
from booking.calls.call import Call
from booking.dynamodb.codec import from_wire
from booking.dynamodb.sdk import sender
from booking.events.bus import EventBridgeBus
from booking.events.stream import event_in
from booking.http.endpoint import Handler, endpoint
from booking.http.route import Route
from booking.openings.routes import GET_AVAILABILITY
from booking.providers.commands import CreateProvider, UpdateSchedule
from booking.providers.create_provider import create_provider
from booking.providers.schedule import WEEKDAYS, Window
from booking.providers.update_schedule import update_schedule
from docgen.handlers import load
from docgen.sample_calls import Called, called, sample
from local.business import MAKER
from local.emulator import Emulator
from local.table import create_table

READ, BOOK, PUBLISH = "get_availability", "create_appointment", "publish_events"
FUNCTIONS = (READ, BOOK, PUBLISH)
NOW = datetime(2027, 1, 1, tzinfo=UTC)


@dataclass
class Counted:
    """The requests and units of an operation."""

    requests: Counter[str] = field(default_factory=Counter)
    write_units: float = 0.0
    read_units: float = 0.0


def item_bytes(item: dict[str, Any]) -> int:
    """The size that DynamoDB bills for an item: UTF-8 of names and values, by the rules of its developer guide."""
    return sum(len(name.encode()) + _value_bytes(value) for name, value in from_wire(item).items())


def _value_bytes(value: object) -> int:
    match value:
        case str():
            return len(value.encode())
        case dict():
            return 3 + sum(1 + len(str(k).encode()) + _value_bytes(v) for k, v in value.items())
        case list():
            return 3 + sum(1 + _value_bytes(v) for v in value)
        case _:  # a number: about a byte for two digits, and one
            return 1 + math.ceil(len(str(value)) / 2)


@contextmanager
def counting(client: Any) -> Iterator[Counted]:
    """Count the client's requests inside the block."""
    counted = Counted()

    def ask(params: dict[str, Any], **_: object) -> None:
        params["ReturnConsumedCapacity"] = "TOTAL"

    def note(parsed: dict[str, Any], model: Any, **_: object) -> None:
        counted.requests[model.name] += 1
        consumed = parsed.get("ConsumedCapacity", [])
        if model.name.startswith(("Put", "Update", "Transact")):
            reports = consumed if isinstance(consumed, list) else [consumed]
            counted.write_units += sum(report["CapacityUnits"] for report in reports)
        items = [parsed["Item"]] if "Item" in parsed else parsed.get("Items", [])
        if model.name in {"GetItem", "Query"}:
            # A strongly consistent read costs a unit for each 4 KB of what it reads, of a Query all its items together.
            counted.read_units += max(1, math.ceil(sum(map(item_bytes, items)) / 4096))

    client.meta.events.register("provide-client-params.dynamodb", ask)
    client.meta.events.register("after-call.dynamodb", note)
    try:
        yield counted
    finally:
        client.meta.events.unregister("provide-client-params.dynamodb", ask)
        client.meta.events.unregister("after-call.dynamodb", note)


@dataclass(frozen=True)
class Booking:
    """The usage of one booking. `requests` (to DynamoDB or the bus) and `calls` are by function."""

    reading: Counted
    booking: Counted
    first_booking: Counted
    """The usage of the sandbox's first call. It reads the provider that later calls remember."""
    calls: Mapping[str, Called]
    event_bytes: int
    stored: Sequence[dict[str, Any]]
    """The items that the booking added to the table."""

    def requests(self, function: str) -> Mapping[str, int]:
        of_publishing = Counter({"PutEvents": 1})
        return {READ: self.reading.requests, BOOK: self.booking.requests, PUBLISH: of_publishing}[function]


def count_a_booking(emulator: Emulator, slot_minutes: int) -> Booking:
    """Book on a new table. The provider is open from Monday to Friday for 8 hours; an appointment takes 30 minutes."""
    client, name = emulator.client("dynamodb", config=CONFIG), f"booking-cost-{slot_minutes}"
    create_table(client, name)
    setting_up, now = DynamoAppointments(sender(client), name), Call("request", lambda: 10.0, lambda: NOW, MAKER)
    new = CreateProvider("Dr. Ada Conti", "Europe/Rome", slot_minutes=slot_minutes)
    provider = create_provider(new, setting_up, now).entity.id
    office_hours = {day: [Window(9 * 60, 17 * 60)] for day in WEEKDAYS[:5]}
    update_schedule(UpdateSchedule(provider, office_hours, 30), setting_up, now)

    # Each function has a sandbox of its own, and so a store.
    read = _handler(READ, GET_AVAILABILITY, DynamoAppointments(sender(client), name))
    book = _handler(BOOK, CREATE_APPOINTMENT, DynamoAppointments(sender(client), name))
    with counting(client) as reading:
        slots = called(read, _of_provider(READ, provider))
    starts = [slot["startTime"] for slot in slots.body["availableSlots"]]
    with counting(client) as first_booking:
        called(book, _booking_of(provider, starts[0]))
    before = _items(client, name)
    with counting(client) as booking:
        booked = called(book, _booking_of(provider, starts[1]))
    stored = [item for item in _items(client, name) if item not in before]
    (appointment,) = (item for item in stored if item["SK"]["S"] == "APPOINTMENT")
    published, event_bytes = _published(emulator, appointment)
    calls = {READ: slots, BOOK: booked, PUBLISH: published}
    return Booking(reading, booking, first_booking, calls, event_bytes, stored)


def _handler(function: str, route: Route, store: DynamoAppointments) -> Handler:
    """The function's handler, but on this store and at a fixed instant."""
    return endpoint(route, load(function).answer, store, lambda call: replace(call, clock=lambda: NOW))


def _of_provider(function: str, provider: str) -> dict[str, Any]:
    """The function's sample event for another provider."""
    text = json.dumps(sample(function))
    named = sample(READ)["pathParameters"]["providerId"]
    event: dict[str, Any] = json.loads(text.replace(named, provider))
    return event


def _booking_of(provider: str, start: str) -> dict[str, Any]:
    """The sample event without its Idempotency-Key."""
    event = _of_provider(BOOK, provider)
    headers = {name: value for name, value in event["headers"].items() if name != "idempotency-key"}
    return {**event, "headers": headers, "body": json.dumps({**json.loads(event["body"]), "startTime": start})}


def _items(client: Any, name: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = client.scan(TableName=name, ConsistentRead=True)["Items"]
    return items


def _published(emulator: Emulator, appointment: dict[str, Any]) -> tuple[Called, int]:
    """The call that makes the event of a new appointment, and the bytes of the event's detail."""
    record = {"dynamodb": {"NewImage": appointment, "SequenceNumber": "4400000000012345678952"}}
    bus = EventBridgeBus(emulator.client("events"), "default")
    event = event_in(record)
    assert event is not None
    module = load(PUBLISH)
    with patch.object(module, "event_bus", lambda: bus), patch.object(module, "dead_letter_queue", lambda: None):
        published = called(module.lambda_handler, {"Records": [record]})
    return published, len(bus.letter(event, "1").entry["Detail"].encode())
