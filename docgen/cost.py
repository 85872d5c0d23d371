"""What a million bookings cost on AWS: counted on the emulator's DynamoDB, multiplied by the list prices.

A booking is what a client does for one: it reads the free slots of a date, and books one. Requests and written
capacity are counted as the engine reports them; read capacity is computed from item sizes, for the emulator reports a
constant.
"""

import math
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from booking.appointments.appointment import Customer, Details
from booking.appointments.commands import CreateAppointment
from booking.appointments.create_appointment import create_appointment
from booking.appointments.get_availability import get_availability
from booking.appointments.items import appointment_item
from booking.appointments.store import DynamoAppointments
from booking.calls.call import Call
from booking.dynamodb.codec import from_wire, to_wire
from booking.dynamodb.sdk import sender
from booking.events.bus import EventBridgeBus
from booking.events.stream import event_in
from booking.providers.commands import CreateProvider, UpdateSchedule
from booking.providers.create_provider import create_provider
from booking.providers.schedule import WEEKDAYS, Window
from booking.providers.update_schedule import update_schedule
from local.emulator import Emulator
from local.paths import ROOT
from local.table import create_table

PRICES_OF = "us-east-1, as published in 2025"
# Dollars a million, by the public price lists. Lambda: arm64.
HTTP_API_REQUEST = 1.00
LAMBDA_REQUEST = 0.20
LAMBDA_GB_SECOND = 13.3334
READ_UNIT = 0.125
WRITE_UNIT = 0.625
EVENT_64_KB = 1.00
TRACE = 5.00
LOG_GB = 0.50  # dollars a GB, not a million

# What cannot be counted here. Warm invocations at 1 GB, DynamoDB's round trips included; log lines: API Gateway's of a
# request, Lambda's and the metrics' of an invocation; X-Ray's default share of traces.
INVOCATION_SECONDS = 0.03
REQUEST_LOG_BYTES = 400
INVOCATION_LOG_BYTES = 900
TRACED_SHARE = 0.05

DAY = date(2027, 3, 1)
NOW = datetime(2027, 1, 1, tzinfo=UTC)


@dataclass
class Counted:
    """What an operation asked of DynamoDB."""

    requests: Counter[str] = field(default_factory=Counter)
    write_units: float = 0.0
    read_units: float = 0.0


def item_bytes(item: dict[str, Any]) -> int:
    """The size that DynamoDB bills for an item: UTF-8 of names and values, as its developer guide counts them."""
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
    """Count what the client asks for inside the block."""
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


def count_a_booking(client: Any, table_name: str) -> tuple[Counted, Counted, int]:
    """Reading a date's slots, booking one of 30 minutes (two slots of 15), and the size of its event in bytes."""
    store = DynamoAppointments(sender(client), table_name)
    call = Call("request", lambda: 10.0, lambda: NOW)
    provider = create_provider(CreateProvider("Dr. Ada Conti", "Europe/Rome"), store, call).entity
    office_hours = {day: [Window(9 * 60, 17 * 60)] for day in WEEKDAYS[:5]}
    update_schedule(UpdateSchedule(provider.id, office_hours, 30), store, call)
    customer = Customer("5f0c6f6e-7d1c-4a3b-9f43-0a5a3c1f7b11", "Grace Hopper", "grace@example.com", "+1 202 555 0143")
    with counting(client) as reading:
        free = get_availability(provider.id, DAY, store, call).free
    with counting(client) as booking:
        command = CreateAppointment(provider.id, free[0].start, Details(customer))
        appointment = create_appointment(command, store, call).entity
    record = {"dynamodb": {"NewImage": to_wire(appointment_item(appointment))}}
    event = event_in(record)
    assert event is not None
    letter = EventBridgeBus(client, "bus").letter(event, "1")
    return reading, booking, len(letter.entry["Detail"])


def bill(reading: Counted, booking: Counted, event_bytes: int) -> list[tuple[str, str, float]]:
    """The items: what, how it is counted, dollars for a million bookings."""
    requests, invocations = 2, 3  # a read and a booking; the stream invokes one function more
    seconds = invocations * INVOCATION_SECONDS
    log_bytes = requests * REQUEST_LOG_BYTES + invocations * INVOCATION_LOG_BYTES
    traces = invocations * TRACED_SHARE
    return [
        ("API Gateway", f"{requests} requests", requests * HTTP_API_REQUEST),
        ("Lambda, requests", f"{invocations} invocations", invocations * LAMBDA_REQUEST),
        ("Lambda, time", f"{seconds:.2f} s at 1 GB (assumed)", seconds * LAMBDA_GB_SECOND),
        ("DynamoDB, slots read", _counted(reading), _dollars(reading)),
        ("DynamoDB, slot booked", _counted(booking), _dollars(booking)),
        ("EventBridge", f"1 event of {event_bytes} bytes", math.ceil(event_bytes / 65536) * EVENT_64_KB),
        ("CloudWatch Logs", f"{log_bytes} bytes (assumed)", log_bytes * 1e6 / 1e9 * LOG_GB),
        ("X-Ray", f"{traces:.2f} traces (assumed)", traces * TRACE),
    ]


def _counted(counted: Counted) -> str:
    requests = ", ".join(f"{count} {name}" for name, count in counted.requests.items())
    units = [f"{counted.read_units:g} read units"] + (
        [f"{counted.write_units:g} write units"] * bool(counted.write_units)
    )
    return f"{requests}: {', '.join(units)}"


def _dollars(counted: Counted) -> float:
    return counted.read_units * READ_UNIT + counted.write_units * WRITE_UNIT


def report() -> str:
    """The bill as Markdown."""
    with Emulator(enforce_iam=False) as emulator:
        client = emulator.client("dynamodb")
        create_table(client, "booking-cost")
        items = bill(*count_a_booking(client, "booking-cost"))
    rows = [f"| {what} | {counted} | {dollars:.2f} |" for what, counted, dollars in items]
    total = sum(dollars for _, _, dollars in items)
    return "\n".join(
        [
            "# What a million bookings cost",
            "",
            "Written by `make cost`. One booking is a read of a date's openings and an appointment of two slots,",
            f"counted on the engine and multiplied by the list prices ({PRICES_OF}). Storage and the free",
            "tier are left out; the `(assumed)` figures are not counted but set in `docgen/cost.py`.",
            "",
            "| item | for one booking | dollars a million |",
            "| --- | --- | ---: |",
            *rows,
            f"| **together** | | **{total:.2f}** |",
            "",
        ]
    )


if __name__ == "__main__":
    (ROOT / "docs" / "cost.md").write_text(report())
    print((ROOT / "docs" / "cost.md").read_text())  # noqa: T201  # a command's answer
