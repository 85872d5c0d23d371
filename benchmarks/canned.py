"""A table and a bus that answer at once: canned answers in the place of HTTP, below the whole SDK."""

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import botocore.session
from botocore import xform_name
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.model import OperationModel

from booking.appointments.appointment import Appointment, Details
from booking.appointments.items import appointment_item, claim_key, owner
from booking.aws import TABLE as CONFIG
from booking.calls.change import Origin
from booking.dynamodb.codec import Item, to_wire
from booking.providers.items import provider_item
from booking.providers.provider import Provider
from booking.providers.schedule import WEEKDAYS, Window
from tests import examples
from tests.examples import ZOE, new_provider
from tests.functional.lambdas import APPOINTMENT_ID, PROVIDER_ID

TABLE_NAME = "booking-table"
NOW = datetime(2027, 1, 1, 12, tzinfo=UTC)
"""The present of the measured calls. Not taken from the tests' engine: importing that one takes long."""
DAY = date(2028, 3, 6)
"""A Monday: where the sample events book, an hour before UTC."""
START = datetime(2028, 3, 6, 8, 30, tzinfo=UTC)
_ORIGIN = Origin("c1a7e0d2-5b1f-4e6a-9c3d-7f8e9a0b1c2d", NOW - timedelta(days=1), "public", "seed")


def open_provider(opens: int = 9, closes: int = 18, duration: int = 30) -> Provider:
    """Of the sample events, in Rome: open from Monday to Friday between these hours."""
    provider = new_provider(PROVIDER_ID, _ORIGIN, name="Studio Bianchi", email="studio@bianchi.example")
    week = {day: [Window(opens * 60, closes * 60)] for day in WEEKDAYS[:5]}
    return provider.with_schedule(week, duration, _ORIGIN)


def booked(provider: Provider, start: datetime = START, appointment_id: str = APPOINTMENT_ID) -> Appointment:
    details = Details(ZOE, "Second floor, please", {"source": "website"})
    return examples.booked(start, appointment_id=appointment_id, of=provider, details=details, made=_ORIGIN)


@dataclass
class World:
    """What the canned table holds, and the requests that it was asked, by operation."""

    provider: Provider = field(default_factory=open_provider)
    bookings: int = 0
    """Of the day's starts those that are taken, from the first one."""
    has_appointment: bool = False
    requests: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._answers = {name: _http(body) for name, body in self._bodies().items()}

    def send(self, request: Any) -> AWSResponse:
        """Answers botocore's `before-send`: with a response of ours it sends nothing."""
        operation = request.headers["X-Amz-Target"].decode().rpartition(".")[2]
        self.requests.append(operation)
        is_of_provider = operation == "GetItem" and b"PROVIDER#" in request.body
        headers, body = self._answers["GetItem of the provider" if is_of_provider else operation]
        return AWSResponse(request.url, 200, headers, _Raw(body))

    def _bodies(self) -> Mapping[str, Any]:
        appointment = to_wire(appointment_item(booked(self.provider)))
        provider = to_wire(provider_item(self.provider))
        found = [provider, *([appointment] if self.has_appointment else [])]
        entries = [{"EventId": "4b2f0c1e-6d0a-4c7b-9d3e-0f1a2b3c4d5e"}]
        return {
            "GetItem": {"Item": appointment},
            "GetItem of the provider": {"Item": provider},
            "BatchGetItem": {"Responses": {TABLE_NAME: found}, "UnprocessedKeys": {}},
            "Query": {"Items": [to_wire(item) for item in self._claims()], "Count": 0, "ScannedCount": 0},
            "TransactWriteItems": {},
            "PutEvents": {"FailedEntryCount": 0, "Entries": entries},
        }

    def _claims(self) -> Iterator[Item]:
        """As a projection of keys and owners shows them."""
        starts = [interval.start for interval in self.provider.bookable(DAY, NOW)]
        for number, start in enumerate(starts[: self.bookings]):
            appointment = booked(self.provider, start, f"9a1d2c3b-4e5f-4a6b-8c7d-{number:012}")
            for slot in appointment.slots:
                key = claim_key(appointment.provider_id, slot)
                yield {"SK": key["SK"], "owner": owner(appointment.id)}


class Wire:
    """A client as the product makes it, whose requests one world after the other answers. Making one takes long."""

    def __init__(self, service: str = "dynamodb") -> None:
        self.world = World()
        self.asked: list[tuple[str, dict[str, Any]]] = []
        """The method's name and the parameters of each request so far."""
        self.client: Any = _session().create_client(service, region_name="eu-south-1", config=CONFIG)
        self.client.meta.events.register(f"before-send.{service}", self._send)

    def note(self) -> None:
        """Keep from now on what is asked."""
        self.client.meta.events.register_last("provide-client-params", self._note)

    def _note(self, params: dict[str, Any], model: OperationModel, **_: object) -> None:
        self.asked.append((xform_name(model.name), {**params}))

    def _send(self, request: Any, **_: object) -> Any:
        return self.world.send(request)


@cache
def _session() -> botocore.session.Session:
    """One for all clients: it keeps the service's description, which takes long to read."""
    session = botocore.session.get_session()
    session.set_credentials("test", "test")
    return session


class _Raw:
    """The body of a response, as urllib3 hands it to botocore."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, *_: object, **__: object) -> Sequence[bytes]:
        return [self._body]


def _http(answer: Any) -> tuple[HTTPHeaders, bytes]:
    body = json.dumps(answer, separators=(",", ":")).encode()
    headers = {
        "content-type": "application/x-amz-json-1.0",
        "content-length": str(len(body)),
        "x-amzn-requestid": "RTPSQHE2KUPL5HVFQJBVTS6N6VVV4KQNSO5AEMVJF66Q9ASUAAJG",
        "x-amz-crc32": str(zlib.crc32(body)),
    }
    return HTTPHeaders.from_dict(headers), body
