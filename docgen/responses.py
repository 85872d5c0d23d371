"""Every answer of an operation, as OpenAPI responses: what it means, its headers, its schema, and recorded examples."""

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from booking.http.problems import MEDIA_TYPE, Kind, kind_of
from booking.http.route import Route
from docgen.operations import links_of, operation_id, refusals_of
from docgen.problem_schemas import all_kinds, problem_schema
from docgen.recording import Exchange

type Json = dict[str, Any]

_TEXT = {"type": "string"}
_ETAG = {"ETag": {"description": "The record's version, for If-Match.", "required": True, "schema": _TEXT}}
_CREATED = {
    "Location": {
        "description": "The new record, relative to the request's URL.",
        "required": True,
        "schema": {"type": "string", "format": "uri-reference"},
    },
    "Idempotent-Replayed": {
        "description": "`true` when the record was made by an earlier request under the same Idempotency-Key.",
        "schema": {"type": "string", "const": "true"},
    },
}
_RETRY_AFTER = {
    "Retry-After": {
        "description": "Seconds. Not on what API Gateway answers by itself.",
        "schema": {"type": "integer", "minimum": 0},
    }
}
_ALLOW = {"Allow": {"description": "The methods that the path has.", "required": True, "schema": _TEXT}}

_GATEWAY = {
    HTTPStatus.UNAUTHORIZED: ("GatewayUnauthorized", "Unauthorized", "the API has an authorizer and no valid token"),
    HTTPStatus.FORBIDDEN: ("GatewayForbidden", "Forbidden", "the token does not allow this route"),
    HTTPStatus.TOO_MANY_REQUESTS: ("GatewayThrottled", "Too Many Requests", "more requests than the route's limit"),
}
"""What only API Gateway says, on any route: component, message, cause."""

_GATEWAY_TOO = {
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Request Entity Too Large",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Internal Server Error",
    HTTPStatus.SERVICE_UNAVAILABLE: "Service Unavailable",
}
"""What API Gateway says beside our own problems of the same status."""


def answers(route: Route, generated: Mapping[str, Any], exchanges: Sequence[Exchange]) -> Json:
    """All responses of a route, by status."""
    made: Json = _good_answer(route, generated, exchanges)
    kinds = {kind_of(refusal) for refusal in refusals_of(route)}
    for status in {kind.status for kind in kinds}:
        of_status = sorted((kind for kind in kinds if kind.status is status), key=lambda kind: kind.code)
        made[str(status.value)] = _problem_answer(status, of_status, exchanges)
    made |= {str(status.value): {"$ref": f"#/components/responses/{_GATEWAY[status][0]}"} for status in _GATEWAY}
    return dict(sorted(made.items()))


def gateway_answers(exchanges: Sequence[Exchange]) -> Json:
    """Components: what API Gateway says, and what paths and methods answer that are no route."""
    made: Json = {
        name: {"description": f"From API Gateway: {cause}.", "content": _gateway_content(message)}
        for name, message, cause in _GATEWAY.values()
    }
    kinds = {kind.code: kind for kind in all_kinds()}
    for name, code in (("NotFound", "not-found"), ("MethodNotAllowed", "method-not-allowed")):
        kind = kinds[code]
        made[name] = _problem_answer(kind.status, [kind], exchanges)
    made["MethodNotAllowed"]["headers"] = _ALLOW
    return made


def _good_answer(route: Route, generated: Mapping[str, Any], exchanges: Sequence[Exchange]) -> Json:
    if route.answers is None:
        return _document_answers(route, generated)
    status = HTTPStatus.CREATED if route.creates else HTTPStatus.OK
    headers = {**(_ETAG if route.has_version else {}), **(_CREATED if route.creates else {})}
    (media_type,) = generated["responses"]["200"]["content"]
    content = generated["responses"]["200"]["content"][media_type]
    made = {
        "description": route.answer,
        "headers": headers,
        "content": {media_type: {**content, "examples": _examples(e for e in exchanges if e.status is status)}},
        "links": {link.operation: _link(link.operation, link.parameters, link.body) for link in links_of(route)},
    }
    return {str(status.value): {key: value for key, value in made.items() if value}}


def _document_answers(route: Route, generated: Mapping[str, Any]) -> Json:
    is_page = operation_id(route) == "getDocs"
    media_type, schema = ("text/html", _TEXT) if is_page else ("application/json", {"type": "object"})
    example = "<!DOCTYPE html>..." if is_page else {"openapi": "3.1.0"}
    etag = {"ETag": {"description": "For If-None-Match.", "required": True, "schema": _TEXT}}
    assert "200" in generated["responses"]
    return {
        "200": {
            "description": route.answer,
            "headers": etag,
            "content": {media_type: {"schema": schema, "examples": {"begin": {"value": example}}}},
        },
        "304": {"description": "Not changed since the one that If-None-Match names.", "headers": etag},
    }


def _problem_answer(status: HTTPStatus, kinds: Sequence[Kind], exchanges: Sequence[Exchange]) -> Json:
    titles = " ".join(f"`{kind.code}`: {kind.title[0].lower()}{kind.title[1:]}." for kind in kinds)
    codes = {kind.code for kind in kinds}
    examples = _examples(e for e in exchanges if e.status is status and e.answer["code"] in codes)
    content: Json = {MEDIA_TYPE: {"schema": problem_schema(kinds), "examples": examples}}
    if status in _GATEWAY_TOO:
        content |= _gateway_content(_GATEWAY_TOO[status])
    made: Json = {"description": titles, "content": content}
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        made["headers"] = _RETRY_AFTER
    return made


def _gateway_content(message: str) -> Json:
    schema = {"$ref": "#/components/schemas/GatewayMessage"}
    return {"application/json": {"schema": schema, "examples": {"gateway": {"value": {"message": message}}}}}


def _examples(exchanges: Iterable[Exchange]) -> Json:
    return {exchange.name: {"value": exchange.answer} for exchange in exchanges}


def _link(operation: str, parameters: Mapping[str, str], body: Any) -> Json:
    made: Json = {"operationId": operation}
    if parameters:
        made["parameters"] = dict(parameters)
    if body is not None:
        made["requestBody"] = body
    return made
