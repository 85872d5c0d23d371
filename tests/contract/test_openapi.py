"""docs/openapi.json describes the code's behaviour completely, and nothing else."""

from typing import Any

import pytest
import schemathesis
from pydantic import BaseModel, ValidationError

from booking.api.routes import ROUTES
from booking.appointments.requests import AppointmentRequest, RescheduleRequest
from booking.events.envelope import EVENT_MODELS
from booking.http.answers import Answer
from booking.http.problems import MEDIA_TYPE, kind_of
from booking.providers.requests import ProviderPatch, ProviderRequest, ScheduleRequest
from docgen.files import OPENAPI, generated_files
from docgen.operations import refusals_of
from docgen.problem_schemas import all_kinds
from docgen.scenario import Story
from local.paths import ROOT
from tests.contract.schemas import Json, closed, faults, nodes, operations, resolved

OF_STAFF = {
    "ProviderAnswer": {"email", "version", "createdAt", "updatedAt", "subject"},
    "DeactivatedAnswer": {"email", "version", "createdAt", "updatedAt", "subject"},
    "ScheduleAnswer": {"version"},
    "AppointmentAnswer": {"via", "internalNote"},
    "ExportedAppointmentAnswer": {"via", "internalNote"},
}
"""The fields that others do not see, by answer."""
GATEWAY_ONLY = {"429"}
GATEWAY_TOO = {"401", "503"}
UNTOLD_HEADERS = {"Cache-Control"}


def test_the_document_is_the_one_that_the_code_generates(story: Story) -> None:
    assert OPENAPI.read_text() == generated_files(story)[OPENAPI], "run 'make docs'"


def test_there_is_one_copy_of_it() -> None:
    assert (ROOT / "docs" / "openapi.json").resolve() == OPENAPI


def test_it_is_openapi_3_1(document: Json) -> None:
    assert document["openapi"] == "3.1.0"
    schemathesis.openapi.from_dict(document).validate()


def test_it_has_every_route_and_no_other(document: Json) -> None:
    assert [route for route, _ in operations(document)] == [str(route) for route in ROUTES]


def test_a_route_takes_a_body_where_its_handler_does(document: Json) -> None:
    """A POST without a body was answered 400, and the body of a PATCH was lost: the method decided."""
    by_route = dict(operations(document))
    for route in ROUTES:
        body = by_route[str(route)].get("requestBody")
        assert (body is not None) == (route.body is not None), route
        assert body is None or body["required"] != route.body_may_be_left_out, route


def test_its_servers_are_right_wherever_the_api_is_mounted(document: Json) -> None:
    assert [server["url"] for server in document["servers"]] == [".."]


def test_nothing_of_the_librarys_own_errors_is_left(document: Json) -> None:
    assert not {"HTTPValidationError", "ValidationError", "ResponseValidationError"} & {
        *document["components"]["schemas"]
    }


def test_every_reference_leads_somewhere(document: Json) -> None:
    references = {node["$ref"] for node in nodes(document) if isinstance(node.get("$ref"), str)}
    assert references
    for reference in references:
        found: Any = document
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]


def test_every_component_is_used(document: Json) -> None:
    references = {node["$ref"] for node in nodes(document) if isinstance(node.get("$ref"), str)}
    for kind in {*document["components"]} - {"securitySchemes"}:
        components = document["components"][kind]
        assert {f"#/components/{kind}/{name}" for name in components} <= references


def test_every_link_leads_to_an_operation_and_its_parameters(document: Json) -> None:
    by_id = {operation["operationId"]: operation for _, operation in operations(document)}
    links = [link for node in nodes(document["paths"]) for link in node.get("links", {}).values()]
    assert links
    for link in links:
        target = by_id[link["operationId"]]
        assert {*link.get("parameters", {})} <= {parameter["name"] for parameter in target.get("parameters", [])}
        # An object is allowed there, and stops openapi-generator.
        assert "requestBody" not in link
        assert link.get("parameters") or link["description"]


def test_every_request_body_and_every_answer_has_examples_that_fit_its_schema(document: Json) -> None:
    """And that have no field which the schema does not name."""
    today = closed(document)
    for route, operation in operations(document):
        answers = [resolved(answer, document) for answer in operation["responses"].values()]
        for content in [operation.get("requestBody", {}), *answers]:
            for media_type, described in content.get("content", {}).items():
                assert described["examples"], f"{route}: {media_type}"
                for name, example in described["examples"].items():
                    assert not faults(described["schema"], example["value"], today), f"{route}: {name}"


def test_every_required_parameter_has_an_example(document: Json) -> None:
    for route, operation in operations(document):
        for parameter in operation.get("parameters", []):
            if parameter["required"]:
                assert not faults(parameter["schema"], parameter["example"], document), f"{route}: {parameter['name']}"


def test_every_code_of_a_route_was_answered_by_its_handler(story: Story) -> None:
    for route in ROUTES:
        if route.same_as:
            continue
        own = [exchange for exchange in story.exchanges if exchange.route == str(route)]
        answered = {e.answer["code"] for e in own if e.status.is_client_error or e.status.is_server_error}
        assert answered == {kind_of(refusal).code for refusal in refusals_of(route)}, route


def test_every_route_documents_the_problems_that_it_answers_and_no_other(document: Json) -> None:
    """Schemas of problems are open, so that clients read the codes of tomorrow: the examples name those of today."""
    by_route = dict(operations(document))
    for route in ROUTES:
        told = set()
        for status, answer in by_route[str(route)]["responses"].items():
            problems = resolved(answer, document).get("content", {}).get(MEDIA_TYPE, {}).get("examples", {})
            for code, example in problems.items():
                assert (example["value"]["code"], str(example["value"]["status"])) == (code, status), route
                told.add(code)
        assert told == {kind_of(refusal).code for refusal in refusals_of(route)}, route


def test_every_answer_of_the_story_is_documented_with_its_headers(story: Story, document: Json) -> None:
    by_route, today = dict(operations(document)), closed(document)
    for exchange in story.exchanges:
        if exchange.route not in by_route:  # not-found and method-not-allowed: of no route
            assert not faults({"$ref": "#/components/schemas/Problem"}, exchange.answer, today)
            continue
        answer = resolved(by_route[exchange.route]["responses"][str(exchange.status.value)], document)
        media_type = "application/json" if exchange.status.is_success else MEDIA_TYPE
        where = f"{exchange.route}: {exchange.name}"
        assert not faults(answer["content"][media_type]["schema"], exchange.answer, today), where
        headers = answer.get("headers", {})
        assert {*exchange.headers} - UNTOLD_HEADERS <= {*headers}, where
        assert {name for name, header in headers.items() if header.get("required")} <= {*exchange.headers}, where


def test_every_kind_of_problem_has_its_code_in_the_document(document: Json) -> None:
    code = document["components"]["schemas"]["Problem"]["properties"]["code"]
    assert code["examples"] == sorted({kind.code for kind in all_kinds()})
    assert "enum" not in code


def test_a_problem_with_members_of_its_own_is_no_other_problem(document: Json) -> None:
    """Of two schemas for one answer, generated clients take the first that fits."""
    for name in ("ValidationProblem", "StartProblem"):
        schema = document["components"]["schemas"][name]
        busy = document["components"]["responses"]["Busy"]["content"][MEDIA_TYPE]["examples"]["busy"]["value"]
        assert not faults({"$ref": "#/components/schemas/Problem"}, busy, document)
        assert faults(schema, busy, document)
        assert faults(schema, {**busy, "errors": [{"field": "a", "message": "b"}], "alternatives": []}, document)


def test_it_has_every_event_as_a_webhook_with_its_example(story: Story, document: Json) -> None:
    today = closed(document)
    assert [*document["webhooks"]] == [model.__name__ for model in EVENT_MODELS]
    for event_type, item in document["webhooks"].items():
        assert item["post"]["summary"], f"{event_type}: its model has no docstring"
        described = item["post"]["requestBody"]["content"]["application/json"]
        assert described["examples"] == {event_type: {"value": story.events[event_type]}}
        assert not faults(described["schema"], story.events[event_type], today)
        for field in story.events[event_type]:
            less = {name: value for name, value in story.events[event_type].items() if name != field}
            assert faults(described["schema"], less, today), f"{event_type}: {field}"


def test_every_route_tells_what_only_the_gateway_says(document: Json) -> None:
    for route, operation in operations(document):
        for status in GATEWAY_ONLY:
            answer = resolved(operation["responses"][status], document)
            assert [*answer["content"]] == ["application/json"], route
        for status in GATEWAY_TOO & operation["responses"].keys():
            answer = resolved(operation["responses"][status], document)
            assert {*answer["content"]} == {MEDIA_TYPE, "application/json"}, route


def test_each_route_asks_for_a_token_as_the_gateway_does(document: Json) -> None:
    by_route = dict(operations(document))
    (scheme,) = document["components"]["securitySchemes"]
    for route in ROUTES:
        with_token: list[Json] = [{scheme: []}] if route.access else []
        without_token: list[Json] = [{}] if route.is_public and route.access else []
        assert by_route[str(route)]["security"] == without_token + with_token, route


@pytest.mark.parametrize(
    ("operation", "callers"),
    [
        ("POST /api/providers", "Callers: admin."),
        ("PUT /api/providers/{providerId}/schedule", "Callers: admin; provider for their own."),
        ("POST /api/appointments", "Callers: admin and desk; provider and customer for their own."),
        ("GET /api/providers/{providerId}", "Open to everybody. A token that is sent has to be valid."),
        ("GET /api/docs", "Open to everybody; it looks at no token."),
    ],
)
def test_each_operation_says_who_may_call_it(operation: str, callers: str, document: Json) -> None:
    assert dict(operations(document))[operation]["description"].endswith(f"\n\n{callers}")


def test_every_field_of_an_answer_is_always_there_and_new_ones_may_come(document: Json) -> None:
    schemas = document["components"]["schemas"]
    answers = [name for name in schemas if name.endswith(("Answer", "Problem"))]
    assert len(answers) > len(Answer.__subclasses__())
    for name in answers:
        not_for_all = OF_STAFF.get(name, set())
        assert schemas[name]["required"] == [p for p in schemas[name]["properties"] if p not in not_for_all], name
        assert "additionalProperties" not in schemas[name], name


def test_a_request_has_the_fields_that_are_documented_and_no_other(document: Json) -> None:
    requests = {
        name: schema
        for name, schema in document["components"]["schemas"].items()
        if name.endswith(("Request", "Patch"))
    }
    assert len(requests) > len({route.body for route in ROUTES})
    for name, schema in requests.items():
        assert schema["additionalProperties"] is False, name
        # openapi-typescript requires what has one: a week with a Monday alone was an error.
        assert not [field for field, described in schema["properties"].items() if "default" in described], name


PROVIDER = {"name": "Ada", "timezone": "Europe/Stockholm"}
SCHEDULE = {"weeklySchedule": {"monday": [{"start": "09:00", "end": "12:00"}]}, "appointmentDuration": 30}
CUSTOMER = {"name": "Kim"}
APPOINTMENT = {"providerId": "p", "startTime": "2028-03-06T09:00:00+01:00", "customer": CUSTOMER}
MOVE = {"startTime": "2027-03-01T09:00:00Z"}
WINDOW = {"start": "09:00", "end": "12:00"}


def week(day: object) -> Json:
    return {**SCHEDULE, "weeklySchedule": {"monday": day}}


def customer(**fields: object) -> Json:
    return {**APPOINTMENT, "customer": {**CUSTOMER, **fields}}


def starting(start: object) -> Json:
    return {"startTime": start}


ACCEPTED: list[tuple[type[BaseModel], Json]] = [
    (ProviderRequest, PROVIDER),
    (ProviderRequest, {**PROVIDER, "slotMinutes": 60, "email": "Ada.Lind@Example.com"}),
    (ProviderRequest, {**PROVIDER, "email": None, "name": "x" * 200}),
    (ProviderRequest, {**PROVIDER, "name": "\U0001f642" * 200}),
    (ProviderPatch, {}),
    (ProviderPatch, {"name": "Ada", "email": None, "subject": None}),
    (ScheduleRequest, SCHEDULE),
    (ScheduleRequest, {**SCHEDULE, "weeklySchedule": {}, "timezone": "Asia/Kathmandu"}),
    (ScheduleRequest, {**SCHEDULE, "timezone": None}),
    (ScheduleRequest, week(WINDOW)),
    (ScheduleRequest, week([])),
    (ScheduleRequest, week([{"start": f"{hour:02}:00", "end": f"{hour:02}:30"} for hour in range(24)])),
    (ScheduleRequest, {**SCHEDULE, "appointmentDuration": 30.0}),
    (ProviderRequest, {**PROVIDER, "slotMinutes": 15.0}),
    (ProviderRequest, {**PROVIDER, "name": "李"}),
    (ScheduleRequest, week({"start": "00:00", "end": "24:00"})),
    (ScheduleRequest, {**SCHEDULE, "appointmentDuration": 1440}),
    (AppointmentRequest, APPOINTMENT),
    (AppointmentRequest, {**APPOINTMENT, "notes": "", "metadata": {}}),
    (AppointmentRequest, {**APPOINTMENT, "notes": None, "metadata": None}),
    (AppointmentRequest, {**APPOINTMENT, "metadata": {"k" * 40: "v" * 500}}),
    (AppointmentRequest, {**APPOINTMENT, "metadata": {str(n): "" for n in range(20)}}),
    (AppointmentRequest, customer(id="c" * 128, phone="0" * 40, email=None)),
    (RescheduleRequest, MOVE),
    (RescheduleRequest, starting("2027-03-01t09:00:00.123456z")),
    (RescheduleRequest, starting("2027-03-01T09:00:00.0000000Z")),
    (RescheduleRequest, starting("2027-03-01T09:00:00." + "1" * 1000 + "Z")),
    (RescheduleRequest, starting("2028-02-29T23:59:59-11:30")),
]

INVISIBLE = (
    "\ufeff",
    "\u200b",
    "\u2060 ",
    "\u3164",
    "\u115f\uffa0",
    "Ann\u0085",
    "Ann\nBcc: x",
    "Ann\u2028",
    "Ann\0",
    "\u0301",
)

REFUSED: list[tuple[type[BaseModel], Json]] = [
    (ProviderRequest, {}),
    (ProviderRequest, {"name": "Ada"}),
    (ProviderRequest, {**PROVIDER, "unknown": 1}),
    (ProviderRequest, {**PROVIDER, "name": ""}),
    (ProviderRequest, {**PROVIDER, "name": " \t\n\u00a0"}),
    *((ProviderRequest, {**PROVIDER, "name": name}) for name in INVISIBLE),
    *((AppointmentRequest, {**APPOINTMENT, "metadata": {name: ""}}) for name in INVISIBLE),
    (ProviderRequest, {**PROVIDER, "name": "x" * 201}),
    (ProviderRequest, {**PROVIDER, "name": 1}),
    (ProviderRequest, {**PROVIDER, "slotMinutes": "15"}),
    (ProviderRequest, {**PROVIDER, "slotMinutes": 15.5}),
    (ProviderRequest, {**PROVIDER, "slotMinutes": True}),
    (ProviderRequest, {**PROVIDER, "slotMinutes": None}),
    (ProviderRequest, {**PROVIDER, "slotMinutes": 25}),
    (ProviderRequest, {**PROVIDER, "email": "ada"}),
    (ProviderRequest, {**PROVIDER, "email": "a@" + "b" * 250 + ".com"}),
    (ProviderRequest, {**PROVIDER, "timezone": "x" * 65}),
    (ProviderPatch, {"name": None}),
    (ProviderPatch, {"subject": ""}),
    (ProviderPatch, {"timezone": "Europe/Stockholm"}),
    (ScheduleRequest, {**SCHEDULE, "appointmentDuration": 0}),
    (ScheduleRequest, {**SCHEDULE, "appointmentDuration": 1441}),
    (ScheduleRequest, {**SCHEDULE, "appointmentDuration": "30"}),
    (ScheduleRequest, {**SCHEDULE, "weeklySchedule": [{"monday": []}]}),
    (ScheduleRequest, {**SCHEDULE, "weeklySchedule": {"Monday": []}}),
    (ScheduleRequest, week(None)),
    (ScheduleRequest, week([WINDOW] * 25)),
    (ScheduleRequest, week([[WINDOW]])),
    (ScheduleRequest, week("09:00-12:00")),
    (ScheduleRequest, week({"start": "09:00"})),
    (ScheduleRequest, week({**WINDOW, "unknown": 1})),
    (ScheduleRequest, week({**WINDOW, "end": "24:05"})),
    (ScheduleRequest, week({"start": "24:00", "end": "24:00"})),
    (ScheduleRequest, week({**WINDOW, "end": "9:00"})),
    (ScheduleRequest, week({**WINDOW, "end": "09:00\n"})),
    (ScheduleRequest, week({**WINDOW, "end": 1440})),
    (AppointmentRequest, {**APPOINTMENT, "customer": [CUSTOMER]}),
    (AppointmentRequest, {**APPOINTMENT, "customer": {}}),
    (AppointmentRequest, {**APPOINTMENT, "providerId": 1}),
    (AppointmentRequest, {**APPOINTMENT, "notes": "x" * 2001}),
    (AppointmentRequest, {**APPOINTMENT, "metadata": {str(n): "" for n in range(21)}}),
    (AppointmentRequest, {**APPOINTMENT, "metadata": {"": "v"}}),
    (AppointmentRequest, {**APPOINTMENT, "metadata": {"k" * 41: "v"}}),
    (AppointmentRequest, {**APPOINTMENT, "metadata": {"k": "v" * 501}}),
    (AppointmentRequest, {**APPOINTMENT, "metadata": {"k": 1}}),
    (AppointmentRequest, {**APPOINTMENT, "metadata": []}),
    (AppointmentRequest, customer(id="")),
    (AppointmentRequest, customer(id=" ")),
    (AppointmentRequest, customer(id="c" * 129)),
    (AppointmentRequest, customer(phone="0" * 41)),
    (AppointmentRequest, customer(phone="")),
    (AppointmentRequest, customer(email="Kim <kim@example.com>")),
    (RescheduleRequest, starting(1803888000)),
    (RescheduleRequest, starting("2027-03-01")),
    (RescheduleRequest, starting("2027-03-01T09:00:00")),
    (RescheduleRequest, starting("2027-03-01 09:00:00Z")),
    (RescheduleRequest, starting("2027-03-01T09:00Z")),
    (RescheduleRequest, starting("2027-02-30T09:00:00Z")),
    (RescheduleRequest, starting("2027-03-01T09:00:60Z")),
    (RescheduleRequest, starting("2027-03-01T09:00:00.Z")),
    (RescheduleRequest, starting("2027-03-01T24:00:00Z")),
    (RescheduleRequest, starting("2027-W09-1T09:00:00Z")),
]


@pytest.mark.parametrize(("model", "body"), ACCEPTED)
def test_what_the_code_accepts_fits_the_documented_schema(model: type[BaseModel], body: Json, document: Json) -> None:
    model.model_validate(body)
    assert not faults({"$ref": f"#/components/schemas/{model.__name__}"}, body, document)


@pytest.mark.parametrize(("model", "body"), REFUSED)
def test_what_the_code_refuses_the_documented_schema_refuses(
    model: type[BaseModel], body: Json, document: Json
) -> None:
    assert faults({"$ref": f"#/components/schemas/{model.__name__}"}, body, document)
    with pytest.raises(ValidationError):
        model.model_validate(body)


@pytest.mark.parametrize(
    ("model", "body"),
    [
        (ProviderRequest, {**PROVIDER, "timezone": "europe/stockholm"}),
        (ScheduleRequest, {**SCHEDULE, "timezone": "Mars/Olympus"}),
    ],
)
def test_a_name_that_is_no_zone_is_refused_by_the_code_alone(
    model: type[BaseModel], body: Json, document: Json
) -> None:
    """A list of all zones made 600 constants of a generated client, and one generator stop."""
    assert not faults({"$ref": f"#/components/schemas/{model.__name__}"}, body, document)
    with pytest.raises(ValidationError):
        model.model_validate(body)


@pytest.mark.parametrize(
    ("model", "body"),
    [
        (ScheduleRequest, {**SCHEDULE, "appointmentDuration": 32}),
        (ScheduleRequest, week({**WINDOW, "end": "12:01"})),
    ],
)
def test_what_only_the_domain_refuses_the_documented_schema_refuses_too(
    model: type[BaseModel], body: Json, document: Json
) -> None:
    assert faults({"$ref": f"#/components/schemas/{model.__name__}"}, body, document)
