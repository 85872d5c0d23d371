"""A table and a bus with canned answers, for the measured calls."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from benchmarks.canned_http import OF_A_PROVIDER, Answer, Answers
from benchmarks.present import NOW
from booking.appointments.appointment import Appointment, Details
from booking.appointments.items import appointment_item
from booking.calls.change import Origin
from booking.dynamodb.codec import Item, to_wire
from booking.providers.items import provider_item
from booking.providers.provider import Provider
from booking.providers.schedule import WEEKDAYS, Window, day_number
from booking.rules.items import claim_key, owner
from booking.rules.offer import Offer
from booking.rules.rulebook import Rulebook
from booking.time.grid import start_of
from local.business import AUTHOR
from tests import examples
from tests.examples import ZOE, new_provider
from tests.functional.lambdas import APPOINTMENT_ID, PROVIDER_ID

TABLE_NAME = "booking-table"
DAY = date(2028, 3, 6)
"""A Monday: where the sample events book, an hour before UTC."""
START = datetime(2028, 3, 6, 8, 30, tzinfo=UTC)
_ORIGIN = Origin("c1a7e0d2-5b1f-4e6a-9c3d-7f8e9a0b1c2d", NOW - timedelta(days=1), AUTHOR, "seed")


def open_provider(opens: int = 9, closes: int = 18, duration: int = 30) -> Provider:
    """The provider of the sample events, in Rome, is open from Monday to Friday between these hours."""
    provider = new_provider(PROVIDER_ID, _ORIGIN, name="Studio Bianchi", email="studio@bianchi.example")
    week = {day: [Window(opens * 60, closes * 60)] for day in WEEKDAYS[:5]}
    return provider.with_schedule(week, duration, _ORIGIN)


def booked(provider: Provider, start: datetime = START, appointment_id: str = APPOINTMENT_ID) -> Appointment:
    details = Details(ZOE, "Second floor, please", {"source": "website"})
    return examples.booked(start, appointment_id=appointment_id, of=provider, details=details, made=_ORIGIN)


@dataclass
class World:
    """The contents of the canned table, and the requests that it got, by operation."""

    provider: Provider = field(default_factory=open_provider)
    bookings: int = 0
    """How many of the day's starts are taken, counted from the first one."""
    has_appointment: bool = False
    requests: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._answers = Answers(self.bodies())

    def answer(self, operation: str, body: bytes) -> Answer:
        self.requests.append(operation)
        return self._answers.to(operation, body)

    def bodies(self) -> Mapping[str, Any]:
        """The body of the answer to each operation."""
        appointment = to_wire(appointment_item(booked(self.provider)))
        provider = to_wire(provider_item(self.provider))
        found = [provider, *([appointment] if self.has_appointment else [])]
        return {
            "GetItem": {"Item": appointment},
            OF_A_PROVIDER: {"Item": provider},
            "BatchGetItem": {"Responses": {TABLE_NAME: found}, "UnprocessedKeys": {}},
            "Query": {"Items": [to_wire(item) for item in self._claims()], "Count": 0, "ScannedCount": 0},
            "PutItem": {},
            "UpdateItem": {},
            "TransactWriteItems": {},
        }

    def _claims(self) -> Iterator[Item]:
        """The claims, projected to keys and owners."""
        slot_minutes = self.provider.slot_minutes
        offer = Offer(Rulebook(self.provider), range(day_number(DAY), day_number(DAY) + 1), NOW)
        starts = [start_of(slot, slot_minutes) for slot in offer.openings()]
        for number, start in enumerate(starts[: self.bookings]):
            appointment = booked(self.provider, start, f"9a1d2c3b-4e5f-4a6b-8c7d-{number:012}")
            for slot in appointment.slots:
                key = claim_key(appointment.provider_id, slot)
                yield {"SK": key["SK"], "owner": owner(appointment.id)}
