"""Checks of this API that schemathesis does not have."""

import json
from collections.abc import Mapping
from typing import Any

import schemathesis
from pydantic import BaseModel, ValidationError
from schemathesis.checks import CheckContext

from booking.api.routes import ROUTES
from booking.appointments.requests import AppointmentRequest, CancelRequest, RescheduleRequest
from booking.http.problems import MEDIA_TYPE, MethodNotAllowed, RouteNotFound, kind_of
from booking.http.validation import SEVERAL
from booking.providers.requests import ProviderPatch, ProviderRequest, ScheduleRequest
from docgen.operations import operation_id, refusals_of
from docgen.problem_schemas import all_kinds
from tests.proofs.fuzz.gateway import UNAUTHORIZED

STATUSES = {kind.code: kind.status.value for kind in all_kinds()}
OF_NO_ROUTE = {kind_of(RouteNotFound).code, kind_of(MethodNotAllowed).code}
CODES = {operation_id(route): {kind_of(error).code for error in refusals_of(route)} | OF_NO_ROUTE for route in ROUTES}
NO_SCHEMA_TELLS = {"slot-not-offered", "slot-in-past", "idempotency-key-reused"}
BODIES: Mapping[str, type[BaseModel]] = {
    "createProvider": ProviderRequest,
    "updateProvider": ProviderPatch,
    "updateSchedule": ScheduleRequest,
    "updateScheduleByPost": ScheduleRequest,
    "createAppointment": AppointmentRequest,
    "rescheduleAppointment": RescheduleRequest,
    "cancelAppointment": CancelRequest,
}


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

    So the model of the request has nothing against it.
    """
    if case.meta is None or not case.meta.generation.mode.is_positive or response.status_code != 422:
        return
    problem = json.loads(response.content)
    if problem["code"] in NO_SCHEMA_TELLS:
        return
    model = BODIES.get(case.operation.definition.raw["operationId"])
    assert model, f"refused, and its parameters are as documented: {problem['errors']}"
    try:
        model.model_validate(json.loads(json.dumps(case.body)))
    except ValidationError as error:
        unknown = [e for e in error.errors() if not _is_beyond_schemas(e)]
        assert not unknown, f"the document allows what the model refuses: {unknown}"


def _is_beyond_schemas(error: Mapping[str, Any]) -> bool:
    """What a pattern cannot tell: addresses, zones, characters by category, windows of a day, slots that fit a zone."""
    return error["type"] in {"email", "zone_name", "one_line", "customer_id", SEVERAL, "slot_minutes", "window"}
