"""The cost of a board that stays on a desk's screen: it is asked for every ten seconds, all day.

The real function reads a board of 20 providers on the emulator. Its read units are computed from the sizes of the items
that the requests read, because the emulator reports a constant.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from booking.appointments.appointment import Customer, Details
from booking.appointments.commands import CreateAppointment
from booking.appointments.create_appointment import create_appointment
from booking.aws import TABLE as CONFIG
from booking.calls.call import Call
from booking.desk.board import MOST_ON_A_BOARD
from booking.desk.routes import GET_BOARD
from booking.desk.store import DynamoDesk
from booking.dynamodb.sdk import sender
from booking.http.endpoint import Handler, endpoint
from booking.providers.commands import CreateProvider, UpdateSchedule
from booking.providers.create_provider import create_provider
from booking.providers.schedule import WEEKDAYS, Window
from booking.providers.update_schedule import update_schedule
from docgen.by_the_month import Row
from docgen.function_time import billed_milliseconds
from docgen.handlers import load
from docgen.log_lines import access_line, billed_bytes
from docgen.prices import HTTP_API_REQUEST, LAMBDA_GB_SECOND, LAMBDA_REQUEST, LOG_GB_RARELY_READ, READ_UNIT
from docgen.reads import Reads
from docgen.sample_calls import Called, called, sample
from local.business import MAKER
from local.emulator import Emulator
from local.table import create_table

HOURS = 8
SECONDS_BETWEEN = 10
POLLS = HOURS * 3600 // SECONDS_BETWEEN
BUSY = (10, 40)
"""Appointments of each provider."""

UNCHANGED = "not changed"
"""What the title of a poll ends with, in the figures of docs/benchmarks.json."""

_NOW = datetime(2027, 1, 1, tzinfo=UTC)
_MIDNIGHT = datetime(2027, 3, 1, tzinfo=UTC)
_HALF_HOUR = timedelta(minutes=30)
_DETAILS = Details(Customer("customer-17", "Grace Hopper", "grace@example.com", "+1 202 555 0143"), "First visit")


@dataclass
class Poll:
    """Of a function that has been asked before, by a client that has the answer already. `whole`: its bytes."""

    call: Called
    whole: int
    requests: Counter[str]
    read_units: float


def count_polls(emulator: Emulator) -> dict[int, Poll]:
    """By the appointments of each provider. They take half an hour, in slots of 15 minutes."""
    client, name = emulator.client("dynamodb", config=CONFIG), "booking-board"
    create_table(client, name)
    reads, booking = Reads(sender(client)), DynamoDesk(sender(client), name)
    providers = [*_providers(booking)]
    board = _handler(DynamoDesk(reads, name))
    polls: dict[int, Poll] = {}
    booked = 0
    for busy in BUSY:
        for number in range(booked, busy):
            for provider_id in providers:
                command = CreateAppointment(provider_id, _MIDNIGHT + number * _HALF_HOUR, _DETAILS)
                create_appointment(command, booking, _call())
        booked = busy
        whole = called(board, _asked(providers)).answer
        reads.requests, reads.read_units = Counter(), 0.0
        poll = called(board, _asked(providers, whole["headers"]["ETag"]))
        polls[busy] = Poll(poll, len(whole["body"].encode()), Counter(reads.requests), reads.read_units)
    return polls


def board_title(busy: int) -> str:
    """Of the board in the figures of docs/benchmarks.json."""
    return f"get_board, {MOST_ON_A_BOARD} providers with {busy} appointments each"


def cpu_us(busy: int, figures: Mapping[str, Any]) -> float:
    """The processor time of a poll on a whole core, in microseconds."""
    measured: float = figures["desk"]["calls"][f"{board_title(busy)}, {UNCHANGED}"]["cpu_us"]
    return measured


def of_a_day(busy: int, poll: Poll, template: Mapping[str, Any], figures: Mapping[str, Any]) -> list[Row]:
    """The bill of a desk: name, amount for one poll, cents for the polls of a day. `figures`: docs/benchmarks.json."""
    memory: int = template["Parameters"]["FunctionMemory"]["Default"]
    milliseconds = billed_milliseconds(cpu_us(busy, figures), poll.requests, memory)
    log_format = template["Resources"]["BookingApi"]["Properties"]["AccessLogSettings"]["Format"]
    logged = billed_bytes([access_line(log_format, poll.call, milliseconds)])
    of_time = milliseconds / 1000 * memory / 1024 * LAMBDA_GB_SECOND
    requests = ", ".join(f"{count} {name}" for name, count in sorted(poll.requests.items()))
    rows: list[Row] = [
        ("API Gateway", "1 request", HTTP_API_REQUEST),
        ("Lambda, requests", "1 invocation", LAMBDA_REQUEST),
        ("Lambda, time", f"{milliseconds} ms of {memory} MB", of_time),
        ("DynamoDB", f"{requests}: {poll.read_units:g} read units", poll.read_units * READ_UNIT),
        ("CloudWatch Logs, access", f"{logged} bytes", logged / 1e3 * LOG_GB_RARELY_READ),
    ]
    return [(what, counted, dollars * 100 * POLLS / 1e6) for what, counted, dollars in rows]


def together(rows: Sequence[Row]) -> float:
    """In cents."""
    return sum(cents for _, _, cents in rows)


def _providers(store: DynamoDesk) -> Iterator[str]:
    week = {day: [Window(0, 24 * 60)] for day in WEEKDAYS}
    for number in range(MOST_ON_A_BOARD):
        made = create_provider(CreateProvider(f"Dr. {number:02}", "UTC"), store, _call()).entity
        update_schedule(UpdateSchedule(made.id, week, 30), store, _call())
        yield made.id


def _call() -> Call:
    return Call("request", lambda: 10.0, lambda: _NOW, MAKER)


def _handler(store: DynamoDesk) -> Handler:
    """The function's own, but on this store and at a fixed instant."""
    return endpoint(GET_BOARD, load("get_board").answer, store, lambda call: replace(call, clock=lambda: _NOW))


def _asked(providers: list[str], etag: str | None = None) -> dict[str, Any]:
    event: dict[str, Any] = json.loads(json.dumps(sample("get_board")))
    event["queryStringParameters"] = {"providerIds": ",".join(providers), "date": f"{_MIDNIGHT:%Y-%m-%d}"}
    event["rawQueryString"] = "&".join(f"{name}={value}" for name, value in event["queryStringParameters"].items())
    if etag:
        event["headers"]["if-none-match"] = etag
    return event
