"""A business with 20 providers, whose items are written directly, as if all had been booked."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import batched
from typing import Any

from benchmarks.canned import DAY
from benchmarks.present import NOW
from booking.appointments.appointment import Appointment, Customer, Details
from booking.appointments.items import appointment_item, claim_item
from booking.calls.change import Origin
from booking.desk.board import MOST_ON_A_BOARD
from booking.dynamodb.codec import Item, to_wire
from booking.dynamodb.sending import Send
from booking.providers.items import provider_item
from booking.providers.provider import Provider
from booking.providers.schedule import WEEKDAYS, Window
from booking.time.intervals import Interval
from booking.time.zones import offset_at
from local.business import AUTHOR
from tests.engine import MOST_WRITES, TABLE_NAME
from tests.examples import booked, new_provider
from tests.functional.lambdas import PROVIDER_ID

MONTH = DAY.replace(day=1)
_NEXT_MONTH = date(2028, 4, 1)
DATES = (_NEXT_MONTH - MONTH).days
"""Of the month."""
_HALF_HOUR = timedelta(minutes=30)
_KEPT = timedelta(days=400)
_ORIGIN = Origin("c1a7e0d2-5b1f-4e6a-9c3d-7f8e9a0b1c2d", NOW - timedelta(days=1), AUTHOR, "load")


def provider(number: int) -> Provider:
    """Open day and night in Rome. The first one is that of the sample events."""
    provider_id = str(uuid.UUID(int=uuid.UUID(PROVIDER_ID).int + number))
    made = new_provider(provider_id, _ORIGIN, name=f"Dr. {number:02}", email=f"doctor-{number}@example.com")
    return made.with_schedule({day: [Window(0, 24 * 60)] for day in WEEKDAYS}, 30, _ORIGIN)


PROVIDERS = [provider(number) for number in range(MOST_ON_A_BOARD)]
_FIRST = PROVIDERS[0]
_SAMPLE = booked(_FIRST.start_of(DAY), of=_FIRST, made=_ORIGIN)


def items(busy: int) -> Iterator[Item]:
    """The providers, with so many appointments each on the measured day: the first one on each date of its month."""
    yield from map(provider_item, PROVIDERS)
    dates = [(PROVIDERS[0], MONTH + timedelta(days=n)) for n in range(DATES)]
    numbers = iter(range(10**6))
    for of, day in [*dates, *((other, DAY) for other in PROVIDERS[1:])]:
        for place in range(busy):
            yield from _written(_appointment(next(numbers), of, of.start_of(day) + place * _HALF_HOUR))


def other_items(begin: int, end: int) -> Iterator[Item]:
    """Appointments begin to end (excluded) of the first provider: by turns after the measured month and before it."""
    after, before = _FIRST.start_of(_NEXT_MONTH), _FIRST.start_of(MONTH)
    for number in range(begin, end):
        distance = number // 2 * _HALF_HOUR
        start = before - distance - _HALF_HOUR if number % 2 else after + distance
        yield from _written(_appointment(10**6 + number, _FIRST, start))


def _appointment(number: int, of: Provider, start: datetime) -> Appointment:
    """Of a customer of its own."""
    interval = Interval(start, start + _HALF_HOUR)
    customer = Customer(f"customer-{number}", "Grace Hopper", "grace@example.com", "+1 202 555 0143")
    return replace(
        _SAMPLE,
        id=str(uuid.UUID(int=2**64 + number)),
        provider_id=of.id,
        details=Details(customer, "First visit"),
        interval=interval,
        claims=(interval,),
        utc_offset=offset_at(of.tz, start),
    )


def _written(appointment: Appointment) -> Iterator[Item]:
    yield appointment_item(appointment)
    yield from (claim_item(appointment, slot, _KEPT) for slot in appointment.slots)


def write(found: Iterable[Item], send: Send) -> None:
    """In batches. `send` is that of the other transport, because the SDK takes longer than the engine."""
    requests: Iterator[Any] = ({"PutRequest": {"Item": to_wire(item)}} for item in found)
    for batch in batched(requests, MOST_WRITES, strict=False):
        answer = send("BatchWriteItem", {"RequestItems": {TABLE_NAME: batch}})
        assert not answer["UnprocessedItems"]
