"""Records for the stream reader: those of real writes to a real table, and records that nobody can read."""

import copy
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from booking.appointments.cancel_appointment import cancel_appointment
from booking.appointments.commands import CancelAppointment, CreateAppointment, RescheduleAppointment
from booking.appointments.create_appointment import create_appointment
from booking.appointments.items import appointment_key
from booking.appointments.reschedule_appointment import reschedule_appointment
from booking.calls.call import Call
from booking.providers.commands import CreateProvider, UpdateSchedule
from booking.providers.create_provider import create_provider
from booking.providers.schedule import WEEKDAYS, Window
from booking.providers.update_schedule import update_schedule
from local.emulator import Emulator
from tests.callers import ADMIN
from tests.engine import NOW, Table, at
from tests.proofs.faults.mirror import Record
from tests.proofs.faults.scene import DETAILS, FREE_AT
from tests.proofs.faults.witnesses import StreamTail
from tests.proofs.function_time import function_seconds

SECONDS_BETWEEN = 0.1


def real_records(engine: Emulator, table: Table, providers: int = 3, appointments: int = 4) -> list[Record]:
    """Of providers whose schedule changes while appointments are booked, moved and cancelled, all mixed."""
    store, call = table.store(), Call("request", function_seconds, at(NOW), ADMIN)
    ids = [create_provider(CreateProvider(f"Dr. {n}", "Europe/Rome"), store, call).entity.id for n in range(providers)]
    for provider_id in ids:
        week = {day: [Window(8 * 60, 18 * 60)] for day in WEEKDAYS}
        update_schedule(UpdateSchedule(provider_id, week, 30), store, call)
    for day in range(appointments):
        start = FREE_AT + timedelta(days=day)
        made = [create_appointment(CreateAppointment(p, start, DETAILS), store, call).entity.id for p in ids]
        for shift in (1, 2):
            for appointment_id in made:
                command = RescheduleAppointment(appointment_id, start + timedelta(hours=shift))
                reschedule_appointment(command, store, call)
        for appointment_id in made[::2]:
            cancel_appointment(CancelAppointment(appointment_id), store, call)
    # A mend by hand changes an appointment without a new change: no event.
    table.client.update_item(
        TableName=table.name,
        Key={name: {"S": value} for name, value in appointment_key(made[0]).items()},
        UpdateExpression="SET notes = :notes",
        ExpressionAttributeValues={":notes": {"S": "mended"}},
    )
    tail = StreamTail(engine.client("dynamodbstreams", access_key=table.access_key), table.name)
    return dated(tail.read())


def dated(records: Sequence[Record]) -> list[Record]:
    """The same records, written one after another from second 0 of the tests' clock on."""
    written = copy.deepcopy([*records])
    for n, record in enumerate(written):
        record["dynamodb"]["ApproximateCreationDateTime"] = n * SECONDS_BETWEEN
    return written


def shards(records: Sequence[Record], number: int) -> list[list[Record]]:
    """As DynamoDB spreads them: all records of a partition key in one shard, in order."""
    spread: list[list[Record]] = [[] for _ in range(number)]
    for record in records:
        spread[zlib.crc32(record["dynamodb"]["Keys"]["PK"]["S"].encode()) % number].append(record)
    return spread


def poisoned(record: Record, kind: str) -> Record:
    spoilt = copy.deepcopy(record)
    POISONS[kind](spoilt["dynamodb"])
    return spoilt


def _set_new(**attributes: Any) -> Callable[[dict[str, Any]], None]:
    return lambda images: images["NewImage"].update(attributes)


def _drop(*path: str) -> Callable[[dict[str, Any]], None]:
    def drop(images: dict[str, Any]) -> None:
        for name in path[:-1]:
            images = images[name]
        images.pop(path[-1])

    return drop


def _change(**members: Any) -> Callable[[dict[str, Any]], None]:
    return lambda images: images["NewImage"]["change"]["M"].update(members)


_WEEK_TOO_LARGE = {"L": [{"L": [{"S": "0-1440"}] * 40_000}, *[{"L": []}] * 6]}

POISONS: Mapping[str, Callable[[dict[str, Any]], None]] = {
    "no version": _drop("NewImage", "version"),
    "version is a text": _set_new(version={"S": "two"}),
    "version is no number": _set_new(version={"N": "NaN"}),
    "no change": _drop("NewImage", "change"),
    "unknown change": _change(type={"S": "AppointmentEaten"}),
    "change of another entity": lambda images: images["NewImage"]["change"]["M"].update(
        type={"S": "AppointmentBooked" if images["NewImage"]["SK"]["S"] == "PROVIDER" else "ProviderCreated"}
    ),
    "zone is no text": _set_new(timezone={"N": "1"}),
    "image is a text": lambda images: images.update(NewImage="broken"),
    "image is null": lambda images: images.update(NewImage=None),
    "unknown attribute type": _set_new(version={"Z": "1"}),
    "attribute is no attribute": _set_new(version="1"),
    "old image is broken": lambda images: images.update(OldImage={"version": {"N": "1"}}),
    "an image too big": lambda images: (
        images["NewImage"].update(
            SK={"S": "PROVIDER"},
            slotMinutes={"N": "15"},
            name={"S": "Dr. Long"},
            state={"S": "ACTIVE"},
            weeklySchedule=_WEEK_TOO_LARGE,
        )
        or _change(type={"S": "ScheduleUpdated"})(images)
        or images["NewImage"]["change"]["M"].pop("previous", None)
    ),
}


def entity_positions(records: Sequence[Record]) -> Iterator[int]:
    """Where the records stand that tell of a version of an entity."""
    for n, record in enumerate(records):
        images = record["dynamodb"]
        if images["Keys"]["SK"]["S"] in {"PROVIDER", "APPOINTMENT"} and "NewImage" in images:
            old = images.get("OldImage")
            if not old or old["version"] != images["NewImage"]["version"]:
                yield n
