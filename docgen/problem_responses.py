"""What is answered when a request fails, as components: each told once, for all routes that answer it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from booking.http.problems import MEDIA_TYPE, Kind, kind_of
from booking.http.route import Route
from docgen.operations import refusals_of
from docgen.problem_schemas import problem_schema
from docgen.recording import Exchange

type Json = dict[str, Any]
type Kinds = tuple[Kind, ...]

_CHALLENGE = {
    "WWW-Authenticate": {
        "description": "`Bearer`, with the reason if there was a token.",
        "required": True,
        "schema": {"type": "string"},
    }
}

_RETRY_AFTER = {
    "Retry-After": {
        "description": "Seconds. Not on what API Gateway answers by itself.",
        "schema": {"type": "integer", "minimum": 0},
    }
}

_HEADERS: Mapping[HTTPStatus, Json] = {
    HTTPStatus.UNAUTHORIZED: _CHALLENGE,
    HTTPStatus.SERVICE_UNAVAILABLE: _RETRY_AFTER,
}

_GATEWAY = {
    HTTPStatus.TOO_MANY_REQUESTS: ("GatewayThrottled", "Too Many Requests", "more requests than the route's limit"),
}
"""What only API Gateway says, on any route: component, message, cause."""

_GATEWAY_TOO = {
    HTTPStatus.UNAUTHORIZED: "Unauthorized",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Request Entity Too Large",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Internal Server Error",
    HTTPStatus.SERVICE_UNAVAILABLE: "Service Unavailable",
}
"""What API Gateway says beside our own problems of the same status."""


def problem_answers(route: Route) -> Json:
    """By status, a reference to the component with exactly the problems that the route answers with it."""
    own = {kinds[0].status: _name(kinds) for kinds in _by_status(route)}
    names = own | {status: name for status, (name, _, _) in _GATEWAY.items()}
    return {str(status.value): {"$ref": f"#/components/responses/{name}"} for status, name in names.items()}


def problem_components(routes: Iterable[Route], exchanges: Sequence[Exchange]) -> Json:
    """By name, every answer that `problem_answers` refers to."""
    routes_with: dict[Kinds, list[str]] = defaultdict(list)
    for route in routes:
        for kinds in _by_status(route):
            routes_with[kinds].append(str(route))
    own = {
        _name(kinds): _problem_answer(kinds, [exchange for exchange in exchanges if exchange.route in names])
        for kinds, names in routes_with.items()
    }
    gateway = {
        name: {"description": f"From API Gateway: {cause}.", "content": _gateway_content(message)}
        for name, message, cause in _GATEWAY.values()
    }
    return dict(sorted({**own, **gateway}.items()))


def _by_status(route: Route) -> list[Kinds]:
    made: dict[HTTPStatus, set[Kind]] = defaultdict(set)
    for kind in map(kind_of, refusals_of(route)):
        made[kind.status].add(kind)
    return [tuple(sorted(kinds, key=lambda kind: kind.code)) for kinds in made.values()]


def _name(kinds: Kinds) -> str:
    """`slot-taken` and `appointment-started` as AppointmentStartedOrSlotTaken."""
    return "Or".join(kind.code.title().replace("-", "") for kind in kinds)


def _problem_answer(kinds: Kinds, exchanges: Sequence[Exchange]) -> Json:
    """`exchanges`: those of the routes that have this answer. The first of each code is the example."""
    status = kinds[0].status
    first: Mapping[str, Any] = {
        e.answer["code"]: {"value": e.answer} for e in reversed(exchanges) if not e.status.is_success
    }
    content: Json = {
        MEDIA_TYPE: {"schema": problem_schema(kinds), "examples": {kind.code: first[kind.code] for kind in kinds}}
    }
    if status in _GATEWAY_TOO:
        content |= _gateway_content(_GATEWAY_TOO[status])
    titles = " ".join(f"`{kind.code}`: {kind.title[0].lower()}{kind.title[1:]}." for kind in kinds)
    made: Json = {"description": titles, "content": content}
    if status in _HEADERS:
        made["headers"] = _HEADERS[status]
    return made


def _gateway_content(message: str) -> Json:
    schema = {"$ref": "#/components/schemas/GatewayMessage"}
    return {"application/json": {"schema": schema, "examples": {"gateway": {"value": {"message": message}}}}}
