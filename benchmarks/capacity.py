"""Section `capacity`: requests and capacity units of each operation, by the slots that an appointment takes."""

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from benchmarks.figures import Figures
from benchmarks.report import Measured, table
from booking.appointments.appointment import Customer, Details
from booking.appointments.cancel_appointment import cancel_appointment
from booking.appointments.commands import CancelAppointment, CreateAppointment, RescheduleAppointment
from booking.appointments.create_appointment import create_appointment
from booking.appointments.get_appointment import get_appointment
from booking.appointments.refusals import SlotTaken
from booking.appointments.reschedule_appointment import reschedule_appointment
from booking.appointments.store import DynamoAppointments
from booking.calls.call import Call
from booking.openings.availability import AvailabilityQuery
from booking.openings.get_availability import get_availability
from booking.providers.commands import CreateProvider, UpdateProvider, UpdateSchedule
from booking.providers.create_provider import create_provider
from booking.providers.get_provider import get_provider
from booking.providers.items import provider_key
from booking.providers.schedule import WEEKDAYS, Window
from booking.providers.update_provider import update_provider
from booking.providers.update_schedule import update_schedule
from docgen.cost import Counted, counting, item_bytes
from local.emulator import Emulator
from tests.callers import CUSTOMER
from tests.engine import NOW, Table, at, call, make_table

TITLE = "Requests and capacity"
SLOTS = (1, 2, 4, 8)
SLOT_MINUTES = 15
DAY = date(2027, 3, 1)
_DETAILS = Details(Customer("customer-17", "Grace Hopper", "grace@example.com", "+1 202 555 0143"))

_INTRODUCTION = """
The use cases run on the emulator's DynamoDB, with slots of 15 minutes. The engine reports requests and written units;
units read are computed from the sizes of the items read. All reads are strongly consistent but those for the
alternatives of a 409, which cost half. The columns show every request. For a refused transaction the engine reports
nothing, but AWS bills it.

"""


@dataclass
class Used:
    """The requests and units of an operation."""

    counted: Counted = field(default_factory=Counted)
    read_units: float = 0.0

    def requests(self) -> str:
        return ", ".join(f"{number} {name}" for name, number in self.counted.requests.items()) or "none"


@contextmanager
def using(table: Table) -> Iterator[Used]:
    """Count inside the block. A Query's read units are those of all its items, with keys that it may not project."""
    used = Used()
    price, keys = 1.0, 0

    def ask(params: dict[str, Any], model: Any, **_: object) -> None:
        nonlocal price, keys
        price = 1.0 if params.get("ConsistentRead") else 0.5
        if model.name == "BatchGetItem":
            keys = sum(len(of_table["Keys"]) for of_table in params["RequestItems"].values())

    def note(parsed: dict[str, Any], model: Any, **_: object) -> None:
        if model.name == "GetItem":
            used.read_units += _units(item_bytes(parsed.get("Item", {})))
        elif model.name == "BatchGetItem":
            items = [item for found in parsed["Responses"].values() for item in found]
            used.read_units += sum(_units(item_bytes(item)) for item in items)
            used.read_units += keys - len(items)  # a key without an item costs a unit
        elif model.name == "Query":
            key = len("PK") + len(provider_key("x" * 36)["PK"])
            used.read_units += price * _units(sum(key + item_bytes(item) for item in parsed["Items"]))

    with counting(table.client) as used.counted:
        table.client.meta.events.register("provide-client-params.dynamodb", ask)
        table.client.meta.events.register("after-call.dynamodb", note)
        try:
            yield used
        finally:
            table.client.meta.events.unregister("after-call.dynamodb", note)
            table.client.meta.events.unregister("provide-client-params.dynamodb", ask)


def _units(size: int) -> int:
    return max(1, math.ceil(size / 4096))


def operations(table: Table, slots: int) -> dict[str, Used]:
    """Every operation once, in the order of an appointment's life."""
    store, now = table.store(), call(clock=at(NOW))
    minutes = slots * SLOT_MINUTES
    found: dict[str, Used] = {}

    def counted[Answer](name: str, operation: Callable[[], Answer]) -> Answer:
        with using(table) as found[name]:
            return operation()

    made = counted("create_provider", lambda: create_provider(CreateProvider("Ada", "Europe/Rome"), store, now))
    provider_id = made.entity.id
    week = {day: [Window(6 * 60, 22 * 60)] for day in WEEKDAYS}
    counted("update_schedule", lambda: update_schedule(UpdateSchedule(provider_id, week, minutes), store, now))
    other = UpdateProvider(provider_id, {"email": "ada@example.org"})
    counted("update_provider", lambda: update_provider(other, store, now))
    counted("get_provider", lambda: get_provider(provider_id, store, call()))
    free = counted(
        "get_availability", lambda: get_availability(AvailabilityQuery.on(provider_id, DAY), store, now)
    ).free
    booking = CreateAppointment(provider_id, free[0].start, _DETAILS)
    appointment = counted("create_appointment", lambda: create_appointment(booking, store, now)).entity
    with_key = CreateAppointment(provider_id, free[1].start, _DETAILS, "a key of this benchmark", {})
    counted("create_appointment, with a key", lambda: create_appointment(with_key, store, now))
    counted("create_appointment, replayed", lambda: create_appointment(with_key, store, now))
    counted("create_appointment, refused (409)", lambda: _refused(booking, store, now))
    counted("get_appointment", lambda: get_appointment(appointment.id, store, call()))
    move = RescheduleAppointment(appointment.id, free[2].start)
    counted("reschedule_appointment", lambda: reschedule_appointment(move, store, now))
    counted("cancel_appointment", lambda: cancel_appointment(CancelAppointment(appointment.id), store, now))
    by_customer = replace(now, caller=CUSTOMER)
    own = CreateAppointment(provider_id, free[3].start, Details(Customer(CUSTOMER.customer_id, "Grace Hopper")))
    listed = counted("create_appointment, by a customer", lambda: create_appointment(own, store, by_customer)).entity
    later = RescheduleAppointment(listed.id, free[4].start)
    counted("reschedule_appointment, by a customer", lambda: reschedule_appointment(later, store, by_customer))
    cancel = CancelAppointment(listed.id)
    counted("cancel_appointment, by a customer", lambda: cancel_appointment(cancel, store, by_customer))
    return found


def _refused(booking: CreateAppointment, store: DynamoAppointments, now: Call) -> None:
    try:
        create_appointment(booking, store, now)
    except SlotTaken:
        return
    raise AssertionError("the slot was free")


def availability(table: Table, bookings: int) -> tuple[Used, int]:
    """Read a date that has so many appointments of two slots. Returns the usage and the number of free slots."""
    store, now = table.store(), call(clock=at(NOW))
    provider_id = create_provider(CreateProvider("Ada", "Europe/Rome"), store, now).entity.id
    week = {day: [Window(6 * 60, 22 * 60)] for day in WEEKDAYS}
    update_schedule(UpdateSchedule(provider_id, week, 30), store, now)
    for interval in get_availability(AvailabilityQuery.on(provider_id, DAY), store, now).free[:bookings]:
        create_appointment(CreateAppointment(provider_id, interval.start, _DETAILS), store, now)
    with using(table) as used:
        free = get_availability(AvailabilityQuery.on(provider_id, DAY), store, now).free
    return used, len(free)


def measure() -> Measured:
    with Emulator(enforce_iam=False) as engine:
        by_slots = {slots: operations(make_table(engine), slots) for slots in SLOTS}
        days = {bookings: availability(make_table(engine), bookings) for bookings in (0, 30)}
    return Measured(
        {
            "slots": [*SLOTS],
            "operations": {
                name: {
                    "requests": used.requests(),
                    "read_units": [by_slots[slots][name].read_units for slots in SLOTS],
                    "write_units": [by_slots[slots][name].counted.write_units for slots in SLOTS],
                }
                for name, used in by_slots[SLOTS[0]].items()
            },
            "days": [
                {"booked": booked, "requests": used.requests(), "free": free, "read_units": used.read_units}
                for booked, (used, free) in days.items()
            ],
        }
    )


def text(figures: Figures) -> str:
    rows = []
    for name, used in figures["operations"].items():
        read = sorted({*used["read_units"]})
        rows.append(
            [
                f"{name}: {used['requests']}",
                " to ".join(f"{units:g}" for units in (read[0], *read[1:][-1:])),
                *(f"{units:g}" for units in used["write_units"]),
            ]
        )
    columns = ["operation", "units read", *(f"written, {slots} slots" for slots in figures["slots"])]
    written = _INTRODUCTION + table(columns, rows)
    rows = [
        [f"{day['booked']} of 32 booked: {day['requests']}", str(day["free"]), f"{day['read_units']:g}"]
        for day in figures["days"]
    ]
    return written + "\n" + table(["availability of one day", "free", "units read"], rows)


def plots(_: Figures) -> Mapping[str, str]:
    return {}
