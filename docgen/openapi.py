"""The API's OpenAPI 3.1 document, put together from the handlers, the table of operations and recorded examples."""

from collections.abc import Mapping, Sequence
from typing import Any

from booking.api.routes import ROUTES
from booking.http.route import Route
from docgen.access import SCHEMES, callers_of, security_of
from docgen.generating import generated
from docgen.operations import TAGS, operation_id
from docgen.problem_responses import problem_components
from docgen.problem_schemas import problem_schemas
from docgen.recording import Exchange
from docgen.responses import answers
from docgen.tidying import tidy
from docgen.webhooks import event_components, webhooks

type Json = dict[str, Any]

_DESCRIPTION = """\
Providers, their weekly schedules, the openings on a date, and appointments. Two appointments of a provider never
overlap.

**Callers.** Send `Authorization: Bearer <access token>`. Each operation says who may call it: a role, or `customer` for
every other caller with a token. "Their own" is what belongs to the provider with the token's `sub`, or what the
customer booked. An appointment that a caller may not see is answered like one that does not exist (404).

**Time.** Instants are RFC 3339 with an offset. `startTime` and `endTime` come back with the provider's offset, or with
that of the `timezone` in the request; those of time off, `createdAt` and `updatedAt` come back in UTC. Weekly windows
are wall-clock times in the provider's zone.

**Repeats.** A POST with an `Idempotency-Key` can be repeated: it answers with what the first one made. A write with
`If-Match` happens on that version or not at all. An `Idempotency-Key` belongs to its caller: others may use the same.

**Errors** that the service finds are RFC 9457 problems (`application/problem+json`) with a stable `code` and the
`requestId` to report. A path that is no route answers `not-found` (404), a method that a path does not have
`method-not-allowed` (405) with `Allow`. What API Gateway answers by itself (401, 413, 429, 500, 503) is
`{"message": ...}` instead.

**New fields** may come in answers and events at any time, and new codes of errors: ignore those that you do not know.
A request with a field or a query parameter that is not listed here is refused.
"""


def openapi_document(exchanges: Sequence[Exchange], events: Mapping[str, Any]) -> Json:
    """The whole document, ready to be written. `events`: an example of each type."""
    schemas: Json = {}
    paths: Json = {}
    for route in ROUTES:
        made = generated(route)
        schemas |= made["components"]["schemas"]
        own = [exchange for exchange in exchanges if exchange.route == str(route.same_as or route)]
        method = route.method.lower()
        paths.setdefault(route.path, {})[method] = _operation(route, made["paths"][route.path][method], own)
    for name in ("HTTPValidationError", "ValidationError", "ResponseValidationError"):
        schemas.pop(name, None)  # the library's own errors: ours are problems
    schemas |= problem_schemas() | event_components()
    _tell_defaults(schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Booking Service API",
            "version": "2.0.0",
            "description": _DESCRIPTION,
            "contact": {"name": "Booking Service maintainers"},
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        # Relative to where this document is served, .../api/openapi.json: right wherever the API is mounted.
        "servers": [{"url": "..", "description": "The API that serves this document"}],
        "security": [],
        "tags": list(TAGS),
        "paths": paths,
        "webhooks": webhooks(events),
        "components": {
            "schemas": {name: tidy(schema) for name, schema in sorted(schemas.items())},
            "responses": problem_components(ROUTES, exchanges),
            "securitySchemes": dict(SCHEMES),
        },
    }


def _tell_defaults(schemas: Json) -> None:
    """In words: what has a `default` is required in the types that openapi-typescript makes of it."""
    for schema in schemas.values():
        for field in schema.get("properties", {}).values():
            if "default" in field:
                field["description"] = f"{field.get('description', '')} {field.pop('default')} when left out.".strip()


def _operation(route: Route, generated: Mapping[str, Any], exchanges: Sequence[Exchange]) -> Json:
    good = [exchange for exchange in exchanges if exchange.status.is_success]
    made: Json = {
        "operationId": operation_id(route),
        "tags": [route.tag],
        "summary": route.summary,
        "description": f"{route.description}\n\n{callers_of(route)}",
        "security": security_of(route),
        **({"deprecated": True} if route.same_as else {}),
    }
    if "parameters" in generated:
        made["parameters"] = [_parameter(parameter, good) for parameter in generated["parameters"]]
    if "requestBody" in generated:
        examples = {e.name: {"value": e.body} for e in good if e.name not in _NOT_SHOWN and e.body is not None}
        (content,) = generated["requestBody"]["content"].values()
        is_required = not route.body_may_be_left_out
        described = {media_type: {**content, "examples": examples} for media_type in route.media_types}
        made["requestBody"] = {"required": is_required, "content": described}
    made["responses"] = answers(route, generated, exchanges)
    return made


_NOT_SHOWN = {"replayed", "dry-run"}
"""Requests that are no examples. A page would send the second one without its query, and so it would write."""

_ONE_OF_TWO = {"date", "providerId"}
"""Of two ways to say what is asked for, the one that a page fills in."""


def _parameter(generated: Json, good: Sequence[Exchange]) -> Json:
    schema = generated["schema"]
    if "anyOf" in schema:  # no parameter can be null: it is left out
        (present,) = (choice for choice in schema["anyOf"] if choice != {"type": "null"})
        schema = {**present, **{key: value for key, value in schema.items() if key != "anyOf"}}
    name = "-".join(word.title() for word in generated["name"].split("-")) if generated["in"] == "header" else None
    made = {**generated, "name": name or generated["name"], "schema": tidy(schema)}
    made["schema"].pop("description", None)  # the parameter has it
    if generated["required"] or generated["name"] in _ONE_OF_TWO:
        # Of the others none: a page that fills them in would send a version or a key that nobody means.
        made["example"] = good[0].parameters[generated["name"]]
    return made
