"""The calls that are measured: each function with its sample event, as a whole and without its outer layers.

There are four calls: the whole function, its use case on the real store, the store's calls alone, and the transport's
requests alone. The difference between two of them is the cost of a layer. Each inner call has the same arguments as in
the outer one. So has the floor, the SDK's bare client.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from types import ModuleType
from typing import Any
from unittest.mock import patch

from botocore import xform_name

from benchmarks.canned import DAY, TABLE_NAME, World, open_provider
from benchmarks.canned_http import answer_in_place_of_sdk, answer_in_place_of_wire
from benchmarks.present import stop_the_clock
from booking import aws
from booking.api.routes import ROUTES
from booking.appointments.store import DynamoAppointments
from booking.dynamodb.sdk import dynamodb
from booking.dynamodb.sending import Answer, Request
from booking.dynamodb.transport import transport
from booking.events.bus import EventBridgeBus
from booking.http.endpoint import endpoint
from booking.providers import store
from local.handlers import load_handler
from tests.functional.lambdas import Context, Event, sample, with_headers, with_query

type Run = Callable[[], object]

ENVIRONMENT = {
    "TABLE_NAME": TABLE_NAME,
    "REQUEST_TRANSPORT": os.environ.get("REQUEST_TRANSPORT", "wire"),
    "EVENT_BUS_NAME": "booking",
    "POWERTOOLS_SERVICE_NAME": "booking-service",
    "POWERTOOLS_METRICS_NAMESPACE": "BookingService",
    "POWERTOOLS_LOG_LEVEL": "INFO",
    "PYDANTIC_DISABLE_PLUGINS": "__all__",
    "AWS_REGION": "eu-south-1",
    "AWS_DEFAULT_REGION": "eu-south-1",
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "DEAD_LETTER_QUEUE_URL": "https://sqs.eu-south-1.amazonaws.com/123456789012/dead-letters",
}
"""The environment variables of every measured function."""
NOWHERE = {"AWS_ENDPOINT_URL": "https://127.0.0.1:9"}
"""An address where nothing listens: a request without a canned answer fails."""


@dataclass(frozen=True)
class Case:
    """A function, its event, and the contents of the table.

    `remembered_seconds`: how long the function remembers a provider. It is the product's own value, or 0.
    """

    title: str
    function: str
    event: Event
    world: World
    remembered_seconds: float = store.REMEMBERED_SECONDS


@dataclass(frozen=True)
class Layers:
    """The same call with ever fewer layers; `sdk` is the floor.

    `store` and `transport` are None where a function has no store of bookings.
    """

    whole: Run
    use_case: Run
    store: Run | None
    transport: Run | None
    sdk: Run

    def named(self) -> dict[str, Run]:
        return {name: run for name, run in vars(self).items() if run}


def cases() -> list[Case]:
    """In the order of the routes."""
    availability = with_query(sample("get_availability"), date=str(DAY))
    explained = with_query(sample("explain_start"), startTime=f"{DAY}T07:00:00Z")
    booking = with_headers(sample("create_appointment"), idempotency_key=None)
    stream = sample("publish_events")
    one_record = {"Records": stream["Records"][:1]}
    busy_day = open_provider(opens=6, closes=22)
    plain = [
        *("create_provider", "get_provider", "update_provider", "update_schedule"),
        *("get_appointment", "reschedule_appointment", "cancel_appointment"),
    ]
    found = [Case(name, name, with_headers(sample(name), if_match=None), World()) for name in plain]
    found[4:4] = [
        Case("get_availability", "get_availability", availability, World(busy_day)),
        Case("get_availability, 30 of 32 booked", "get_availability", availability, World(busy_day, bookings=30)),
        Case("explain_start", "explain_start", explained, World(busy_day)),
        Case("create_appointment", "create_appointment", booking, World()),
        Case("create_appointment, provider not remembered", "create_appointment", booking, World(), 0.0),
        Case("create_appointment, with a key", "create_appointment", sample("create_appointment"), World()),
    ]
    return [*found, Case("publish_events, 1 record", "publish_events", one_record, World())]


def layers(case: Case) -> Layers:
    """Load the function, call it once, record the calls between its layers, and check the answer.

    The result is valid until this is called for another case.
    """
    stand_in_for_aws(case.world)
    remember_for(case.remembered_seconds)
    module = load_handler(case.function)
    if case.function == "publish_events":
        return _layers_of_publishing(case, module)
    send = transport()
    asked: list[tuple[str, Request]] = []

    def note(operation: str, request: Request) -> Answer:
        asked.append((operation, {**request}))
        return send(operation, request)

    noted = _Noting(DynamoAppointments(note, TABLE_NAME))
    route = next(route for route in ROUTES if route.function == case.function)
    handler: Any = endpoint(route, module.answer, noted)
    # A change of a week also asks which appointments it hits.
    use_cases = {
        name: _NotingFunction(getattr(module, name)) for name in (case.function, "hit_by") if name in dir(module)
    }
    vars(module).update(use_cases)
    context = Context(case.function)
    for _ in ("what is made or read once", "what is measured"):
        asked.clear()
        noted.calls.clear()
        case.world.requests.clear()
        status = handler(case.event, context)["statusCode"]
        assert status < 400, f"{case.title}: {status}"

    client = dynamodb()
    sdk_calls = [(getattr(client, xform_name(operation)), request) for operation, request in asked]
    bare_store = DynamoAppointments(send, TABLE_NAME)
    store_calls = [(getattr(bare_store, name), args) for name, args, _ in noted.calls]
    handler = endpoint(route, module.answer, bare_store)
    vars(module).update({name: use_case.function for name, use_case in use_cases.items()})
    bare_calls = [use_case.bare(noted, bare_store) for use_case in use_cases.values()]
    return Layers(
        whole=lambda: handler(case.event, context),
        use_case=lambda: [call() for call in bare_calls],
        store=lambda: [method(*args) for method, args in store_calls],
        transport=lambda: [send(operation, request) for operation, request in asked],
        sdk=lambda: [method(**request) for method, request in sdk_calls],
    )


def stand_in_for_aws(world: World) -> None:
    """From now on the world answers all requests of this process, and the time is that of the sample events.

    This is never undone, because these programs end after the measurement.
    """
    os.environ.update(ENVIRONMENT | NOWHERE)
    stop_the_clock()
    answer_in_place_of_sdk(world.answer)
    answer_in_place_of_wire(world.answer)


def remember_for(seconds: float) -> None:
    """Set how long functions remember a provider."""
    patch.object(store, "REMEMBERED_SECONDS", seconds).start()


@cache
def _events_client() -> Any:
    """One for all cases: making one is slow."""
    return aws.client("events")


def _layers_of_publishing(case: Case, module: ModuleType) -> Layers:
    noting: Any = _Noting(_events_client())
    bus_name = ENVIRONMENT["EVENT_BUS_NAME"]
    noted_bus, bus = EventBridgeBus(noting, bus_name), EventBridgeBus(_events_client(), bus_name)
    no_letters = object()
    patch.object(module, "event_bus", lambda: noted_bus).start()
    patch.object(module, "dead_letter_queue", lambda: no_letters).start()
    context = Context(case.function)
    failures = module.lambda_handler(case.event, context)["batchItemFailures"]
    assert not failures, f"{case.title}: {failures}"
    patch.object(module, "event_bus", lambda: bus).start()
    sdk_calls = [(getattr(_events_client(), name), params) for name, _, params in noting.calls]
    return Layers(
        whole=lambda: module.lambda_handler(case.event, context),
        use_case=lambda: module.publish_events(case.event["Records"], module.event_in, bus, no_letters),
        store=None,
        transport=None,
        sdk=lambda: [method(**params) for method, params in sdk_calls],
    )


class _Noting:
    """A store or a client that notes the calls made on it."""

    def __init__(self, noted: Any) -> None:
        self._noted = noted
        self.calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []

    def __getattr__(self, name: str) -> Any:
        def method(*args: Any, **named_args: Any) -> Any:
            self.calls.append((name, args, named_args))
            return getattr(self._noted, name)(*args, **named_args)

        return method


class _NotingFunction:
    """A use case that notes its arguments."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.args: tuple[Any, ...] = ()
        self.named_args: dict[str, Any] = {}

    def __call__(self, *args: Any, **named_args: Any) -> Any:
        self.args, self.named_args = args, named_args
        return self.function(*args, **named_args)

    def bare(self, noted: object, store: object) -> Run:
        """The same call with another store."""
        return partial(self.function, *(store if arg is noted else arg for arg in self.args), **self.named_args)
