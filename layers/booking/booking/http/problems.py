"""Errors as RFC 9457 problems: the only place where an error becomes an HTTP answer. See docs/errors.md."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from booking.domain import errors
from booking.http.answers import Response, SlotAnswer, slot_answer
from booking.http.body import MAX_BYTES, MalformedJson, PayloadTooLarge, UnsupportedMediaType
from booking.http.gateway_event import MalformedEvent

MEDIA_TYPE = "application/problem+json"
URN = "urn:booking:problem:"
MOST_ERRORS = 100
"""That an answer lists: a body of 64 KB can hold ten thousand faults."""


class RouteNotFound(Exception):
    """No route has this path."""

    def __init__(self, hint: str) -> None:
        super().__init__(f"No route has this path. {hint}")


class MethodNotAllowed(Exception):
    """The path has routes, with other methods."""

    def __init__(self, method: str, allowed: Sequence[str]) -> None:
        super().__init__(f"This path does not take {method}. It takes {', '.join(allowed)}.")
        self.allowed = allowed


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem. `detail` stands where the error has no words of its own."""

    status: HTTPStatus
    code: str
    title: str
    detail: str | None = None


_INVALID = Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "validation-failed", "The request is invalid")

KINDS: Mapping[type[Exception], Kind] = {
    MalformedEvent: Kind(
        HTTPStatus.BAD_REQUEST,
        "malformed-event",
        "Not a request of an HTTP API",
        "The function was invoked with an event that does not come from an HTTP API (payload format 2.0).",
    ),
    MalformedJson: Kind(HTTPStatus.BAD_REQUEST, "malformed-json", "The body is not JSON"),
    errors.ValidationFailed: _INVALID,
    errors.SlotNotOffered: Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "slot-not-offered", "The start is not offered"),
    errors.SlotInPast: Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "slot-in-past", "The start is in the past"),
    errors.IdempotencyKeyReused: Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY, "idempotency-key-reused", "The Idempotency-Key belongs to another request"
    ),
    errors.ProviderNotFound: Kind(HTTPStatus.NOT_FOUND, "provider-not-found", "No such provider"),
    errors.AppointmentNotFound: Kind(HTTPStatus.NOT_FOUND, "appointment-not-found", "No such appointment"),
    RouteNotFound: Kind(HTTPStatus.NOT_FOUND, "not-found", "No such route"),
    MethodNotAllowed: Kind(HTTPStatus.METHOD_NOT_ALLOWED, "method-not-allowed", "Method not allowed"),
    errors.SlotTaken: Kind(HTTPStatus.CONFLICT, "slot-taken", "The slot is taken"),
    errors.AppointmentIsCancelled: Kind(HTTPStatus.CONFLICT, "appointment-cancelled", "The appointment is cancelled"),
    errors.AppointmentHasStarted: Kind(HTTPStatus.CONFLICT, "appointment-started", "The appointment has started"),
    errors.VersionMismatch: Kind(HTTPStatus.PRECONDITION_FAILED, "version-mismatch", "The record has changed"),
    PayloadTooLarge: Kind(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "payload-too-large",
        "The body is too large",
        f"The body must be at most {MAX_BYTES // 1024} KB.",
    ),
    UnsupportedMediaType: Kind(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", "The body is not sent as plain JSON"
    ),
    errors.Busy: Kind(HTTPStatus.SERVICE_UNAVAILABLE, "busy", "The service is busy"),
    Exception: Kind(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "internal-error",
        "Something went wrong on our side",
        "The request could not be finished. Report the requestId: the log has the cause under it.",
    ),
}


class FieldProblem(BaseModel):
    """One bad field, written like `weeklySchedule.monday[0].start`, and what would be right."""

    model_config = ConfigDict(extra="forbid")

    field: str
    message: str


class Problem(BaseModel):
    """RFC 9457, with a stable `code` and the `requestId` to report."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    request_id: str


class ValidationProblem(Problem):
    """`errors` names every field that is wrong (`validation-failed` only)."""

    errors: list[FieldProblem]


class SlotTakenProblem(Problem):
    """`alternatives`: up to three free intervals nearest to the wanted start, nearest first (`slot-taken` only)."""

    alternatives: list[SlotAnswer]


def kind_of(error: Exception) -> Kind:
    """The kind of the error's nearest class in the table."""
    return next(KINDS[base] for base in type(error).__mro__ if base in KINDS)


def problem_response(error: Exception, *, instance: str, request_id: str) -> Response:
    kind = kind_of(error)
    described = {
        "type": f"{URN}{kind.code}",
        "title": kind.title,
        "status": kind.status.value,
        "detail": kind.detail or _detail(error),
        "instance": instance,
        "code": kind.code,
        "request_id": request_id,
    }
    body = _body(error, described).model_dump_json(by_alias=True, exclude_unset=True)
    return Response(kind.status.value, MEDIA_TYPE, body, {"Cache-Control": "no-store", **_headers(error)})


def _body(error: Exception, described: dict[str, Any]) -> Problem:
    match error:
        case errors.ValidationFailed():
            fields = [FieldProblem(field=e.field, message=e.message) for e in error.errors[:MOST_ERRORS]]
            return ValidationProblem(**described, errors=fields)
        case errors.SlotTaken():
            alternatives = [slot_answer(interval, error.timezone) for interval in error.alternatives]
            return SlotTakenProblem(**described, alternatives=alternatives)
        case _:
            return Problem(**described)


def _detail(error: Exception) -> str:
    if isinstance(error, errors.ValidationFailed):
        first, *others = error.errors
        more = f"; {len(others)} more" if others else ""
        return f"{first.field}: {first.message}{more}."
    if isinstance(error, errors.SlotNotOffered) and error.day:
        query = f"?date={error.day}" + (f"&appointmentId={error.appointment_id}" if error.appointment_id else "")
        return f"{error} See GET /api/providers/{error.provider_id}/availability{query}."
    return str(error)


def _headers(error: Exception) -> dict[str, str]:
    match error:
        case errors.Busy():
            return {"Retry-After": str(error.retry_after)}
        case MethodNotAllowed():
            return {"Allow": ", ".join(error.allowed)}
        case _:
            return {}
