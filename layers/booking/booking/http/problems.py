"""Errors as RFC 9457 problems: the only place where an error becomes an HTTP answer. See docs/errors.md."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, NamedTuple

from booking.calls.refusals import (
    Busy,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Refusal,
    Unauthorized,
    ValidationFailed,
    VersionMismatch,
)
from booking.http.answers import Response
from booking.http.body import MAX_BYTES, MalformedJson, PayloadTooLarge, UnsupportedMediaType
from booking.http.gateway_event import MalformedEvent

MEDIA_TYPE = "application/problem+json"
URN = "urn:booking:problem:"
MOST_ERRORS = 100
"""An answer lists no more errors than this: a body of 64 KB can hold ten thousand faults."""


class RouteNotFound(Exception):
    """No route has this path."""

    def __init__(self, hint: str) -> None:
        super().__init__(f"No route has this path. {hint}")


class MethodNotAllowed(Exception):
    """The path has routes, but none with this method."""

    def __init__(self, method: str, allowed: Sequence[str]) -> None:
        super().__init__(f"This path does not take {method}. It takes {', '.join(allowed)}.")
        self.allowed = allowed


class Kind(NamedTuple):
    """A kind of problem. `detail` is the text for errors that have no text of their own."""

    status: HTTPStatus
    code: str
    title: str
    detail: str | None = None


FAMILIES: Mapping[type[Refusal], HTTPStatus] = {
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    Unauthorized: HTTPStatus.UNAUTHORIZED,
    Forbidden: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    VersionMismatch: HTTPStatus.PRECONDITION_FAILED,
    Busy: HTTPStatus.SERVICE_UNAVAILABLE,
}
"""The status of each family of refusals. The code and the title come from the refusal."""

OF_THE_WAY: Mapping[type[Exception], Kind] = {
    MalformedEvent: Kind(
        HTTPStatus.BAD_REQUEST,
        "malformed-event",
        "Not a request from an HTTP API",
        "The function was invoked with an event that does not come from an HTTP API (payload format 2.0).",
    ),
    MalformedJson: Kind(HTTPStatus.BAD_REQUEST, "malformed-json", "The body is not JSON"),
    RouteNotFound: Kind(HTTPStatus.NOT_FOUND, "not-found", "No such route"),
    MethodNotAllowed: Kind(HTTPStatus.METHOD_NOT_ALLOWED, "method-not-allowed", "Method not allowed"),
    PayloadTooLarge: Kind(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "payload-too-large",
        "The body is too large",
        f"The body must be at most {MAX_BYTES // 1024} KB.",
    ),
    UnsupportedMediaType: Kind(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", "The Content-Type or encoding is not supported"
    ),
    Exception: Kind(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "internal-error",
        "Something went wrong on our side",
        "The request could not be finished. Report the requestId: the log has the cause under this id.",
    ),
}
"""Errors that are not refusals: from reading the request, or from a bug."""


def kind_of(error: type[Exception]) -> Kind:
    """The kind of the nearest class that has one."""
    base = next(base for base in error.__mro__ if base in FAMILIES or base in OF_THE_WAY)
    if issubclass(error, Refusal) and base in FAMILIES:
        return Kind(FAMILIES[base], error.code, error.title)
    return OF_THE_WAY[base]


def problem_response(error: Exception, *, instance: str, request_id: str) -> Response:
    kind = kind_of(type(error))
    problem = {
        "type": f"{URN}{kind.code}",
        "title": kind.title,
        "status": kind.status.value,
        "detail": kind.detail or _detail(error),
        "instance": instance,
        "code": kind.code,
        "requestId": request_id,
        **_members(error),
    }
    body = json.dumps(problem, ensure_ascii=False, separators=(",", ":"))
    return Response(kind.status.value, MEDIA_TYPE, body, {"Cache-Control": "no-store", **_headers(error)})


def _members(error: Exception) -> Mapping[str, Any]:
    match error:
        case ValidationFailed():
            return {"errors": [{"field": e.field, "message": e.message} for e in error.errors[:MOST_ERRORS]]}
        case Refusal():
            return error.members()
        case _:
            return {}


def _detail(error: Exception) -> str:
    if isinstance(error, ValidationFailed):
        first, *others = error.errors
        more = f"; {len(others)} more" if others else ""
        return f"{first.field}: {first.message}{more}."
    return str(error)


def _headers(error: Exception) -> dict[str, str]:
    match error:
        case Busy():
            return {"Retry-After": str(error.retry_after)}
        case Unauthorized():
            return {"WWW-Authenticate": 'Bearer error="invalid_token"' if error.is_refused else "Bearer"}
        case MethodNotAllowed():
            return {"Allow": ", ".join(error.allowed)}
        case _:
            return {}
