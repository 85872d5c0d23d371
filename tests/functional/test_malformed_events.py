"""Events that API Gateway never sends: every function behind a route answers with a problem, and never fails."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from booking.http.problems import MOST_ERRORS
from local.paths import TEMPLATE
from local.translation import read_template
from tests.engine import Table
from tests.functional.lambdas import Answer, Event, Function, load, sample
from tests.functional.seeds import Seeds
from tests.moto_engine import Moto

ODD_VALUES: tuple[Any, ...] = (
    None,
    5,
    "\ud800",
    True,
    "",
    "text",
    [],
    [None],
    {},
    {"x": None},
    {"x": [1]},
    {"\ud800": ""},
)


def functions_of_routes() -> list[str]:
    """From the template: the folders of the functions with a route."""
    resources = read_template(TEMPLATE)["Resources"].values()
    functions = [r["Properties"] for r in resources if r["Type"] == "AWS::Serverless::Function"]
    return [
        f["CodeUri"].rpartition("/")[2]
        for f in functions
        if any(event["Type"] == "HttpApi" for event in f["Events"].values())
    ]


@pytest.fixture(scope="module")
def engine(moto: Moto) -> Iterator[Moto]:
    """One is enough: hardly an event gets as far as the table."""
    with moto:
        yield moto


@pytest.fixture(scope="module")
def two_entities(world: Table) -> list[dict[str, Any]]:
    """The items of a provider and an appointment, made once: few tests of this module write."""
    world.restore()
    seeds = Seeds(world)
    seeds.appointment(seeds.scheduled_provider())
    return world.items()


@pytest.fixture(params=functions_of_routes())
def router(request: pytest.FixtureRequest, world: Table, two_entities: list[dict[str, Any]]) -> Function:
    world.restore(two_entities)
    return load(request.param)


def is_answered(answer: Answer) -> bool:
    """Whether the answer is one that API Gateway can send: a problem, or what the route answers."""
    assert answer.raw.keys() <= {"statusCode", "headers", "body", "isBase64Encoded", "cookies"}
    assert answer.status < 500, answer.raw
    if answer.status >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json["requestId"]
        assert answer.json["status"] == answer.status
    return True


def variants(event: Event) -> Iterator[Event]:
    """The event with each part, up to three levels deep, left out or replaced. The top level gets all odd values."""
    for path in paths(event):
        for value in ("left out", *ODD_VALUES[: None if len(path) == 1 else 3]):
            changed = copy.deepcopy(event)
            parent: Any = changed
            for step in path[:-1]:
                parent = parent[step]
            if value == "left out":
                del parent[path[-1]]
            else:
                parent[path[-1]] = value
            yield changed


def paths(value: Any, depth: int = 3) -> Iterator[tuple[str, ...]]:
    if depth and isinstance(value, dict):
        for name, part in value.items():
            yield (name,)
            yield from ((name, *rest) for rest in paths(part, depth - 1))


@pytest.mark.parametrize("event", [None, {}, [], "", "text", 5, True, {"Records": []}, {"version": "1.0", "path": "/"}])
def test_what_is_no_event_is_malformed(router: Function, event: Any) -> None:
    answer = router(event)
    assert (answer.status, answer.code) == (400, "malformed-event")
    assert answer.json["requestId"] == router.context.aws_request_id


@pytest.mark.parametrize("value", [None, ["x"], "\ud800"])
def test_a_header_that_is_no_text_is_malformed_though_another_has_its_name(router: Function, value: Any) -> None:
    answer = router({**sample(router.name), "headers": {"Accept": value, "accept": "x"}})
    assert (answer.status, answer.code) == (400, "malformed-event")


@pytest.mark.slow
def test_an_event_with_any_part_missing_or_wrong_is_answered(router: Function) -> None:
    events = list(variants(sample(router.name)))
    assert len(events) > 150
    assert all(is_answered(router(event)) for event in events)


def test_ten_thousand_query_parameters_are_answered(router: Function) -> None:
    many = {f"p{n}": "x" for n in range(10_000)}
    answer = router({**sample(router.name), "queryStringParameters": many})
    assert is_answered(answer)
    assert len(answer.json.get("errors", ())) <= MOST_ERRORS
    assert len(answer.raw["body"]) < 20_000


@pytest.mark.parametrize("text", ["\x00", "\x1b[2J", "\u202e", "\ufffe", "a\r\nSet-Cookie: x=1", "x" * 100_000])
def test_odd_text_in_every_header_is_answered(router: Function, text: str) -> None:
    event = sample(router.name)
    assert is_answered(router({**event, "headers": dict.fromkeys(event["headers"], text)}))


@pytest.mark.parametrize(
    "body", ["\x00", "\ud800", "[" * 100_000, '"' * 70_000, "{" + '"a":{' * 500, json.dumps({"a": "\ud800"})]
)
@pytest.mark.parametrize("is_base64", [False, True])
def test_odd_bodies_are_answered(router: Function, body: str, is_base64: bool) -> None:
    assert is_answered(router({**sample(router.name), "body": body, "isBase64Encoded": is_base64}))
