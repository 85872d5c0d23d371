"""What the consumers of the bus add to the cost of a booking.

Each handler gets the event of a booking on the emulator's DynamoDB. The customer has booked before, and the consumer
has heard of it; others have booked with the provider.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from booking.appointments.appointment import Customer, Details
from booking.appointments.commands import CreateAppointment
from booking.appointments.create_appointment import create_appointment
from booking.aws import TABLE as CONFIG
from booking.bus.delivered import Delivered, delivered
from booking.calls.call import Call
from booking.dynamodb.sdk import sender
from booking.events.event import DomainEvent
from booking.providers.commands import CreateProvider, UpdateSchedule
from booking.providers.create_provider import create_provider
from booking.providers.schedule import WEEKDAYS, Window
from booking.providers.update_schedule import update_schedule
from docgen.by_the_month import Row
from docgen.cost import counting
from docgen.function_time import warm_milliseconds
from docgen.handlers import load, logging_as
from docgen.messages import detail_of, message_of
from docgen.prices import LAMBDA_GB_SECOND, LAMBDA_REQUEST, READ_UNIT, SQS_REQUEST, WRITE_UNIT
from docgen.reads import Reads
from docgen.sample_messages import CONSUMERS
from local.business import MAKER
from local.emulator import Emulator
from local.store import EveryStore
from local.table import create_table

EARLIER, OTHERS = 4, 15
"""Appointments of the customer, and of others with the provider on the same date."""

REQUESTS_OF_A_MESSAGE = 3
"""To SQS: the bus sends it, Lambda receives and deletes it. Under load up to ten messages share the last two."""

_NOW = datetime(2027, 1, 1, tzinfo=UTC)
_HALF_HOUR = timedelta(minutes=30)
_MIDNIGHT = datetime(2027, 3, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Consumed:
    """The usage of one event."""

    requests: Mapping[str, int]
    read_units: float
    write_units: float


def count_consumers(emulator: Emulator) -> Mapping[str, Consumed]:
    """By function: of those that hear of bookings."""
    client, name = emulator.client("dynamodb", config=CONFIG), "booking-consumers"
    create_table(client, name)
    store = EveryStore(sender(client), name)
    book = _business(store)
    found = {}
    with logging_as({"POWERTOOLS_SERVICE_NAME": "documents", "POWERTOOLS_METRICS_NAMESPACE": "Documents"}):
        for function, types in CONSUMERS.items():
            if "AppointmentBooked" in types:
                handle, reads, kim = load(function).handle, Reads(sender(client)), _customer(function)
                *_, before = [book(kim) for _ in range(EARLIER)]
                handle(before, _call(), store)
                event = book(kim)
                with counting(client) as counted:
                    handle(event, _call(), EveryStore(reads, name))
                found[function] = Consumed(dict(reads.requests), reads.read_units, counted.write_units)
    return found


def of_a_million(
    consumed: Mapping[str, Consumed], template: Mapping[str, Any], figures: Mapping[str, Any]
) -> list[Row]:
    return [
        (f"`{function}`", _counted(used), _dollars(function, used, template, figures))
        for function, used in consumed.items()
    ]


def _counted(used: Consumed) -> str:
    requests = ", ".join(f"{count} {name}" for name, count in used.requests.items())
    return f"{requests}: {used.read_units:g} read and {used.write_units:g} write units"


def _dollars(function: str, used: Consumed, template: Mapping[str, Any], figures: Mapping[str, Any]) -> float:
    memory: int = template["Parameters"]["FunctionMemory"]["Default"]
    time = warm_milliseconds(function, used.requests, memory, figures)
    return (
        REQUESTS_OF_A_MESSAGE * SQS_REQUEST
        + LAMBDA_REQUEST
        + time / 1000 * memory / 1024 * LAMBDA_GB_SECOND
        + used.read_units * READ_UNIT
        + used.write_units * WRITE_UNIT
    )


def _business(store: EveryStore) -> Callable[[Customer], Delivered]:
    """A provider with appointments of others. Books the next free start of the date, and returns the event."""
    new = CreateProvider("Dr. Ada Conti", "UTC", slot_minutes=15)
    provider = create_provider(new, store, _call()).entity.id
    hours = {day: [Window(0, 24 * 60)] for day in WEEKDAYS}
    update_schedule(UpdateSchedule(provider, hours, 30), store, _call())
    numbers = count()

    def book(customer: Customer) -> Delivered:
        number = next(numbers)
        command = CreateAppointment(provider, _MIDNIGHT + number * _HALF_HOUR, Details(customer, "First visit"))
        appointment = create_appointment(command, store, _call(number)).entity
        return delivered(message_of(detail_of(DomainEvent(appointment))))

    for number in range(OTHERS):
        book(_customer(f"customer-{number}"))
    return book


def _customer(customer_id: str) -> Customer:
    return Customer(customer_id, "Kim Berg", "kim@example.com", "+46 8 123 456 78")


def _call(minute: int = 60) -> Call:
    """No two bookings are of the same minute: then which one is the newest is the same in every count."""
    return Call("request", lambda: 10.0, lambda: _NOW + timedelta(minutes=minute), MAKER)
