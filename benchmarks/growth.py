"""Section `growth`: whether an operation costs more when the table holds more."""

import json
import re
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from itertools import batched
from typing import Any

from benchmarks import reference, reference_costs
from benchmarks.capacity import Used, using
from benchmarks.figures import Figures
from benchmarks.report import Measured, number, ratio, shown, table
from benchmarks.svg import lines
from booking.appointments.appointment import Appointment, Customer, Details
from booking.appointments.commands import CreateAppointment
from booking.appointments.create_appointment import create_appointment
from booking.appointments.items import appointment_item
from booking.calls.change import Origin
from booking.dynamodb.codec import to_wire
from booking.openings.availability import AvailabilityQuery
from booking.openings.get_availability import get_availability
from booking.providers.commands import CreateProvider, UpdateSchedule
from booking.providers.create_provider import create_provider
from booking.providers.provider import Provider
from booking.providers.schedule import WEEKDAYS, Window
from booking.providers.update_schedule import update_schedule
from booking.rules.counting import Counted
from booking.rules.items import claim_key, owner
from booking.rules.place import Search, Wanted
from booking.rules.rulebook import Rulebook
from booking.time.instants import utc_text
from local.business import AUTHOR
from local.emulator import Emulator
from tests.engine import NOW, Table, at, call, make_table

TITLE = "Growth"
SIZES = (100, 1_000, 10_000, 100_000)
DAY = date(2028, 3, 6)
_OF_A_PROVIDER = 1_000
_DETAILS = Details(Customer("customer-17", "Grace Hopper", "grace@example.com", "+1 202 555 0143"))
_ORIGIN = Origin("c1a7e0d2-5b1f-4e6a-9c3d-7f8e9a0b1c2d", NOW, AUTHOR, "load")
_PROVIDER = Provider.create(
    "5f0c6f6e-7d1c-4a3b-9f43-0a5a3c1f7b11", _ORIGIN, name="Ada", timezone="UTC", slot_minutes=30
).with_schedule({day: [Window(0, 24 * 60)] for day in WEEKDAYS}, 30, _ORIGIN)
_FIRST = NOW.replace(hour=0) + timedelta(days=30)
_ID = "9a1d2c3b-4e5f-4a6b-8c7d-0e1f2a3b4c5d"
_RULEBOOK = Rulebook(_PROVIDER)
_PLACE = Search(_RULEBOOK, Wanted(_FIRST, Counted(_ID)), _ORIGIN).place()
_APPOINTMENT = Appointment.book(_ID, _RULEBOOK, _PLACE, _DETAILS, _ORIGIN)
_CLAIM = {**claim_key(_PROVIDER.id, _FIRST), "owner": owner(_APPOINTMENT.id)}
_TEXTS = [json.dumps(to_wire(item)) for item in (appointment_item(_APPOINTMENT), _CLAIM)]
_CALLS = 100

_INTRODUCTION = """
The use cases run on the emulator's DynamoDB, in a table with many other appointments. These were loaded in batches,
each with one claim, 1,000 for a provider, on days before the measured one. CPU time is that of the caller, with the SDK
and without the engine (it is not DynamoDB's). The reference is measured in the same way. Loading is not measured.

"""


def measure() -> Measured:
    found: dict[int, list[Figures]] = {}
    with Emulator(enforce_iam=False) as engine:
        table_ = make_table(engine)
        loaded = 0
        for size in SIZES:
            _load(table_, loaded, size)
            loaded = size
            found[size] = _measured(table_)
    skipped = reference.why_not()
    if not skipped:
        with reference.cluster() as url:
            before = 0
            for size in SIZES:
                theirs = reference_costs.grown(url, size - before)
                before = size
                for operation in found[size]:
                    operation["reference_cpu_us"] = round(theirs[operation["operation"]])
    sizes = [{"appointments": size, "operations": operations} for size, operations in found.items()]
    return Measured({"sizes": sizes}, [f"The reference is left out: {skipped}."] if skipped else [])


def text(figures: Figures) -> str:
    first = figures["sizes"][0]
    rows = [
        [
            f"{size['appointments']:,}: {operation['operation']}, {operation['requests']}",
            f"{operation['read_units']:g} / {operation['write_units']:g}",
            number(operation["cpu_us"]),
            ratio(operation["cpu_us"], at_first["cpu_us"]),
            number(operation["reference_cpu_us"]),
        ]
        for size in figures["sizes"]
        for operation, at_first in zip(size["operations"], first["operations"], strict=True)
    ]
    columns = ["appointments in the table", "units read / written", "CPU us", f"/ {first['appointments']}"]
    return _INTRODUCTION + table([*columns, "reference, CPU us"], rows) + "\n" + shown("growth")


def plots(figures: Figures) -> Mapping[str, str]:
    series: dict[str, list[tuple[float, float]]] = {}
    for of, prefix in (("cpu_us", ""), ("reference_cpu_us", "reference: ")):
        for size in figures["sizes"]:
            for operation in size["operations"]:
                if operation[of] is not None:
                    name = f"{prefix}{operation['operation'].partition(',')[0]}"
                    series.setdefault(name, []).append((size["appointments"], operation[of] / 1e3))
    return {"growth": lines("CPU time of a call beside other appointments", "appointments in the table", "ms", series)}


def _measured(table_: Table) -> list[Figures]:
    """The usage of each operation, and the caller's best CPU time.

    Reads repeat one day, on which 30 of 32 starts are taken. Bookings are on the days after it.
    """
    store, now = table_.store(), call(clock=at(NOW))
    provider_id = create_provider(CreateProvider("Ada", "Europe/Rome"), store, now).entity.id
    week = {day: [Window(6 * 60, 22 * 60)] for day in WEEKDAYS}
    update_schedule(UpdateSchedule(provider_id, week, 30), store, now)
    for interval in get_availability(AvailabilityQuery.on(provider_id, DAY), store, now).free[:30]:
        create_appointment(CreateAppointment(provider_id, interval.start, _DETAILS), store, now)
    with using(table_) as reading:
        get_availability(AvailabilityQuery.on(provider_id, DAY), store, now)
    read_cpu = min(
        _cpu(lambda: get_availability(AvailabilityQuery.on(provider_id, DAY), store, now)) for _ in range(_CALLS)
    )
    after = AvailabilityQuery(provider_id, DAY + timedelta(days=1), DAY + timedelta(days=7))
    free = iter(get_availability(after, store, now).free)

    def book() -> object:
        return create_appointment(CreateAppointment(provider_id, next(free).start, _DETAILS), store, now)

    with using(table_) as booking:
        book()
    book_cpu = min(_cpu(book) for _ in range(_CALLS))
    return [
        _figures("get_availability, 30 of 32 booked", reading, read_cpu),
        _figures("create_appointment", booking, book_cpu),
    ]


def _figures(operation: str, used: Used, microseconds: float) -> Figures:
    return {
        "operation": operation,
        "requests": used.requests(),
        "read_units": used.read_units,
        "write_units": used.counted.write_units,
        "cpu_us": round(microseconds),
        "reference_cpu_us": None,
    }


def _cpu(run: Callable[[], object]) -> float:
    """Microseconds; the caller has one thread."""
    started = time.thread_time()
    run()
    return (time.thread_time() - started) * 1e6


def _load(table_: Table, begin: int, end: int) -> None:
    """Write the items of the appointments begin to end (excluded), in batches, as if they had been booked."""
    numbers = range(begin, end)
    requests: Iterator[Any] = ({"PutRequest": {"Item": item}} for number in numbers for item in _wire_items(number))

    def put(batch: tuple[Any, ...]) -> None:
        answer = table_.client.batch_write_item(RequestItems={table_.name: list(batch)})
        assert not answer["UnprocessedItems"]

    with ThreadPoolExecutor(2) as pool:  # one makes requests while the engine is busy with the other's
        for some in batched(batched(requests, 25, strict=False), 100, strict=False):  # not all of them in memory
            deque(pool.map(put, some), maxlen=0)


def _wire_items(number: int) -> Iterator[Any]:
    """An appointment and its claim, as renamed copies of a booked one: to make each from its parts is slow."""
    start = _FIRST + timedelta(minutes=30 * (number % _OF_A_PROVIDER))
    names = {
        _APPOINTMENT.id: str(uuid.UUID(int=2**64 + number)),
        _PROVIDER.id: str(uuid.UUID(int=number // _OF_A_PROVIDER)),
        utc_text(_FIRST): utc_text(start),
        utc_text(_FIRST + timedelta(minutes=30)): utc_text(start + timedelta(minutes=30)),
        _slot_text(_FIRST): _slot_text(start),
    }
    for text in _TEXTS:
        yield json.loads(re.sub("|".join(names), lambda found: names[found[0]], text))


def _slot_text(start: datetime) -> str:
    return claim_key("", start)["SK"]
