"""The calls that are measured: each function with its sample event, whole and without its outer layers.

What a layer costs is the difference to the call without it: the function whole, its use case on the real store, the
store's calls alone, the SDK's calls alone. Each inner call repeats, argument for argument, what the outer one asked.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cache
from types import ModuleType
from typing import Any, Self
from unittest.mock import patch

from benchmarks.canned import DAY, NOW, TABLE_NAME, Wire, World, open_provider
from booking.api.routes import ROUTES
from booking.appointments.store import DynamoAppointments
from booking.dynamodb.sdk import sender
from booking.events.bus import EventBridgeBus
from booking.http.endpoint import endpoint
from local.handlers import load_handler
from tests.functional.lambdas import Context, Event, sample, with_headers, with_query

type Run = Callable[[], object]

ENVIRONMENT = {
    "TABLE_NAME": TABLE_NAME,
    "EVENT_BUS_NAME": "booking",
    "POWERTOOLS_SERVICE_NAME": "booking-service",
    "POWERTOOLS_METRICS_NAMESPACE": "BookingService",
    "POWERTOOLS_LOG_LEVEL": "INFO",
    "AWS_REGION": "eu-south-1",
    "AWS_DEFAULT_REGION": "eu-south-1",
}


class StandingClock(datetime):
    """The present of the sample events."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        assert tz, "the present needs a zone"
        return cls.fromtimestamp(NOW.timestamp(), tz)


@dataclass(frozen=True)
class Case:
    """A function, its event, and what the table holds."""

    title: str
    function: str
    event: Event
    world: World


@dataclass(frozen=True)
class Layers:
    """The same call with ever fewer layers. `store` is None where the function has no store of bookings."""

    whole: Run
    use_case: Run
    store: Run | None
    sdk: Run

    def named(self) -> dict[str, Run]:
        runs = {"whole": self.whole, "use_case": self.use_case, "store": self.store, "sdk": self.sdk}
        return {name: run for name, run in runs.items() if run}


def cases() -> list[Case]:
    """In the order of the routes."""
    availability = with_query(sample("get_availability"), date=str(DAY))
    booking = with_headers(sample("create_appointment"), idempotency_key=None)
    stream = sample("publish_events")
    one_record = {"Records": stream["Records"][:1]}
    busy_day = open_provider(opens=6, closes=22)
    plain = [
        *("create_provider", "get_provider", "update_schedule"),
        *("get_appointment", "reschedule_appointment", "cancel_appointment"),
    ]
    found = [Case(name, name, with_headers(sample(name), if_match=None), World()) for name in plain]
    found[3:3] = [
        Case("get_availability, 0 booked", "get_availability", availability, World(busy_day)),
        Case("get_availability, 30 of 32 booked", "get_availability", availability, World(busy_day, bookings=30)),
        Case("create_appointment", "create_appointment", booking, World()),
        Case("create_appointment, with a key", "create_appointment", sample("create_appointment"), World()),
    ]
    return [*found, Case("publish_events, 1 record", "publish_events", one_record, World())]


def layers(case: Case) -> Layers:
    """Load the function, let it answer once while what its layers ask of each other is noted, and check the answer.

    What it returns is good until the layers of another case are asked for.
    """
    # Not changed back: these programs measure and end.
    os.environ.update(ENVIRONMENT)
    patch("booking.calls.call.datetime", StandingClock).start()
    module = load_handler(case.function)
    if case.function == "publish_events":
        return _layers_of_publishing(case, module)
    noted, bare = wires("dynamodb", case.world)
    store = _Noting(DynamoAppointments(sender(noted.client), TABLE_NAME))
    route = next(route for route in ROUTES if route.function == case.function)
    handler: Any = endpoint(route, module.answer, store)
    use_case = _NotingFunction(getattr(module, case.function))
    setattr(module, case.function, use_case)
    context = Context(case.function)
    status = handler(case.event, context)["statusCode"]
    assert status < 400, f"{case.title}: {status}"

    sdk_calls = [(getattr(bare.client, name), params) for name, params in noted.asked]
    bare_store = DynamoAppointments(sender(bare.client), TABLE_NAME)
    store_calls = [(getattr(bare_store, name), args) for name, args in store.calls]
    bare_args = [bare_store if arg is store else arg for arg in use_case.args]
    handler = endpoint(route, module.answer, bare_store)
    setattr(module, case.function, use_case.function)
    return Layers(
        whole=lambda: handler(case.event, context),
        use_case=lambda: use_case.function(*bare_args, **use_case.named_args),
        store=lambda: [method(*args) for method, args in store_calls],
        sdk=lambda: [method(**params) for method, params in sdk_calls],
    )


def wires(service: str, world: World) -> tuple[Wire, Wire]:
    """One that notes what is asked from now on, and one that does not; the world answers until there is another."""
    noted, bare = _made_wires(service)
    noted.world = bare.world = world
    noted.asked = []
    return noted, bare


@cache
def _made_wires(service: str) -> tuple[Wire, Wire]:
    noted, bare = Wire(service), Wire(service)
    noted.note()
    return noted, bare


def _layers_of_publishing(case: Case, module: ModuleType) -> Layers:
    noted, bare = wires("events", case.world)
    noted_bus, bus = (EventBridgeBus(wire.client, ENVIRONMENT["EVENT_BUS_NAME"]) for wire in (noted, bare))
    no_letters = object()
    patch.object(module, "event_bus", lambda: noted_bus).start()
    patch.object(module, "dead_letter_queue", lambda: no_letters).start()
    context = Context(case.function)
    failures = module.lambda_handler(case.event, context)["batchItemFailures"]
    assert not failures, f"{case.title}: {failures}"
    patch.object(module, "event_bus", lambda: bus).start()
    sdk_calls = [(getattr(bare.client, name), params) for name, params in noted.asked]
    return Layers(
        whole=lambda: module.lambda_handler(case.event, context),
        use_case=lambda: module.publish_events(case.event["Records"], module.event_in, bus, no_letters),
        store=None,
        sdk=lambda: [method(**params) for method, params in sdk_calls],
    )


class _Noting:
    """A store that notes the calls made on it."""

    def __init__(self, store: DynamoAppointments) -> None:
        self._store = store
        self.calls: list[tuple[str, tuple[Any, ...]]] = []

    def __getattr__(self, name: str) -> Any:
        def method(*args: Any) -> Any:
            self.calls.append((name, args))
            return getattr(self._store, name)(*args)

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
