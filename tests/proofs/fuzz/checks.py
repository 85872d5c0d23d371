"""Checks of this API that schemathesis does not have."""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

import schemathesis
from pydantic import BaseModel, ValidationError
from schemathesis.checks import CheckContext

from booking.api.routes import ROUTES
from booking.http.problems import MEDIA_TYPE, MethodNotAllowed, RouteNotFound, kind_of
from booking.http.validation import SEVERAL
from docgen.operations import operation_id, refusals_of
from docgen.problem_schemas import all_kinds
from tests.proofs.fuzz.gateway import UNAUTHORIZED

STATUSES = {kind.code: kind.status.value for kind in all_kinds()}
OF_NO_ROUTE = {kind_of(RouteNotFound).code, kind_of(MethodNotAllowed).code}
CODES = {operation_id(route): {kind_of(error).code for error in refusals_of(route)} | OF_NO_ROUTE for route in ROUTES}
NO_SCHEMA_TELLS = {"slot-not-offered", "slot-in-past", "idempotency-key-reused"}
BEYOND_SCHEMAS = {
    *("email", "zone_name", "one_line", "customer_id"),  # addresses, zones, characters by category
    *("window", SEVERAL),  # windows of a day; parameters that exclude or need each other
    "slot_minutes",  # slots that fit a zone
    *("date", "day_or_instant", "month"),  # months and days that there are
    "search",  # what is left of a text that is looked for
    "release_rest",  # with which attendance it goes
    "whole_seconds",
    "provider_ids",  # each once
    *("cursor", "position"),  # as an answer gave it
}
"""Types of errors: what a pattern cannot tell."""
ROUTE_OF = {operation_id(route): route for route in ROUTES}
JUDGED = {operation for operation, route in ROUTE_OF.items() if route.body} | {
    *("listAppointments", "listOverrides", "listTimeOff"),  # how long a range is, and where it begins
    "removeOverride",  # from today on
    "getBoard",  # who has to name a provider
}
"""What may be refused although the request itself is good: by what is stored, or by the time."""


@schemathesis.check
def refusals_are_whole_problems(ctx: CheckContext, response: Any, case: Any) -> None:
    """Undocumented methods included, for which the document has no answer."""
    if response.status_code < 400 or response.content == UNAUTHORIZED:
        return
    assert response.headers["content-type"] == [MEDIA_TYPE], "a refusal is a problem"
    problem = json.loads(response.content)
    assert problem["code"] in CODES[case.operation.definition.raw["operationId"]], "a code that the route does not have"
    assert STATUSES[problem["code"]] == problem["status"] == response.status_code, "the code has another status"
    assert problem["requestId"], "without requestId"
    assert problem["instance"].startswith("/api/"), "the instance is not the path"
    assert ("errors" in problem) == (problem["code"] == "validation-failed"), "errors where there are none, or none"


@schemathesis.check
def only_the_domain_refuses(ctx: CheckContext, response: Any, case: Any) -> None:
    """A 422 to what the document allows is a rule that no schema tells: which slots there are, which windows overlap.

    So the models of the request have nothing else against it.
    """
    if case.meta is None or not case.meta.generation.mode.is_positive or response.status_code != 422:
        return
    problem = json.loads(response.content)
    if problem["code"] in NO_SCHEMA_TELLS or not _has_documented_headers(case):
        return
    operation = case.operation.definition.raw["operationId"]
    route = ROUTE_OF[operation]
    faults = _faults(route.parameters, _parameters(case))
    if route.body and isinstance(case.body, Mapping):
        faults += _faults(route.body, json.loads(json.dumps(case.body)))
    unknown = [fault for fault in faults if fault["type"] not in BEYOND_SCHEMAS]
    assert not unknown, f"the document allows what the model refuses: {unknown}"
    assert faults or operation in JUDGED, f"refused, and all of it is as documented: {problem['errors']}"


def _has_documented_headers(case: Any) -> bool:
    """Where schemathesis cannot make a header by its pattern, it sends a 0."""
    return all(
        re.search(header["schema"].get("pattern", ""), str(case.headers[header["name"]]))
        for header in case.operation.definition.raw["parameters"]
        if header["in"] == "header" and header["name"] in case.headers
    )


def _parameters(case: Any) -> dict[str, str]:
    of_path = {name: unquote(str(value)) for name, value in (case.path_parameters or {}).items()}  # quoted
    sent = {**of_path, **(case.query or {}), **(case.headers or {})}
    return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in sent.items()}


def _faults(model: type[BaseModel], sent: Any) -> list[Mapping[str, Any]]:
    try:
        model.model_validate(sent)
    except ValidationError as error:
        return [*error.errors()]
    return []
