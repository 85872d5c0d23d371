"""Every answer of an operation, as OpenAPI responses: what it means, its headers, its schema, and recorded examples."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from booking.http.parameters import places_of
from booking.http.route import Route
from docgen.operations import Link, links_of, operation_id
from docgen.problem_responses import problem_answers
from docgen.recording import Exchange

type Json = dict[str, Any]

_TEXT = {"type": "string"}
_ETAG = {"ETag": {"description": "The record's version, for If-Match.", "required": True, "schema": _TEXT}}
_ETAG_BUT_OF_DRY_RUNS = {
    "ETag": {"description": "The record's version, for If-Match. Not of a dry run.", "schema": _TEXT}
}
_ETAG_OF_CONTENT = {"ETag": {"description": "For If-None-Match.", "required": True, "schema": _TEXT}}
_NOT_MODIFIED = {"description": "Not changed since the one that If-None-Match names.", "headers": _ETAG_OF_CONTENT}
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


def answers(route: Route, generated: Mapping[str, Any], exchanges: Sequence[Exchange]) -> Json:
    """All responses of a route, by status. Problems are references: `problem_components` describes them."""
    return dict(sorted({**_good_answer(route, generated, exchanges), **problem_answers(route)}.items()))


def _good_answer(route: Route, generated: Mapping[str, Any], exchanges: Sequence[Exchange]) -> Json:
    if route.answers is None:
        return _document_answers(route, generated)
    if route.may_create:
        statuses = {HTTPStatus.OK: route.answer, HTTPStatus.CREATED: "The new record."}
    else:
        statuses = {_status(route): route.answer}
    if route.creates and "dryRun" in places_of(route.parameters):
        statuses[HTTPStatus.OK] = "The answer to a dry run: nothing is created."
    good = {
        str(status.value): _good(route, generated, [each for each in exchanges if each.status is status], description)
        for status, description in statuses.items()
    }
    if route.creates and "200" in good:
        del good["200"]["headers"]
    return {**good, "304": _NOT_MODIFIED} if _has_etag_of_content(route) else good


def _status(route: Route) -> HTTPStatus:
    if route.is_done_later:
        return HTTPStatus.ACCEPTED
    return HTTPStatus.CREATED if route.creates else HTTPStatus.OK


def _good(route: Route, generated: Mapping[str, Any], exchanges: Sequence[Exchange], description: str) -> Json:
    etag = _ETAG_BUT_OF_DRY_RUNS if "dryRun" in places_of(route.parameters) and not route.creates else _ETAG
    headers = {
        **(etag if route.has_version else {}),
        **(_CREATED if route.creates else {}),
        **(_ETAG_OF_CONTENT if _has_etag_of_content(route) else {}),
    }
    (media_type,) = generated["responses"]["200"]["content"]
    content = generated["responses"]["200"]["content"][media_type]
    examples = {exchange.name: {"value": exchange.answer} for exchange in exchanges}
    made = {
        "description": description,
        "headers": headers,
        "content": {media_type: {**content, "examples": examples}},
        "links": {link.operation: _link(link) for link in links_of(route)},
    }
    return {key: value for key, value in made.items() if value}


def _has_etag_of_content(route: Route) -> bool:
    return "If-None-Match" in places_of(route.parameters)


def _document_answers(route: Route, generated: Mapping[str, Any]) -> Json:
    is_page = operation_id(route) == "getDocs"
    media_type, schema = ("text/html", _TEXT) if is_page else ("application/json", {"type": "object"})
    example = "<!DOCTYPE html>..." if is_page else {"openapi": "3.1.0"}
    assert "200" in generated["responses"]
    return {
        "200": {
            "description": route.answer,
            "headers": _ETAG_OF_CONTENT,
            "content": {media_type: {"schema": schema, "examples": {"begin": {"value": example}}}},
        },
        "304": _NOT_MODIFIED,
    }


def _link(link: Link) -> Json:
    made = {"operationId": link.operation, "parameters": dict(link.parameters), "description": link.description}
    return {key: value for key, value in made.items() if value}
