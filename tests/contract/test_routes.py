"""The routes are the same everywhere: template.yaml, booking/http/routes.py, handlers, sample events and README."""

import ast
import json
import re
from collections.abc import Iterator

import pytest

from booking.http.routes import ROUTES, methods_of, route_of
from local.paths import ROOT, TEMPLATE
from local.translation import read_template

_README_ROW = re.compile(r"^\| `([A-Z]+) (/api/\S*)` \| (\w+) ", re.MULTILINE)


def functions_of_routes() -> Iterator[tuple[str, str, str]]:
    """Method, path and folder of each route of the template, in its order."""
    for resource in read_template(TEMPLATE)["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            folder = resource["Properties"]["CodeUri"].removeprefix("functions/")
            for event in resource["Properties"]["Events"].values():
                if event["Type"] == "HttpApi" and "Path" in event["Properties"]:
                    yield event["Properties"]["Method"], event["Properties"]["Path"], folder


def handled(folder: str) -> list[tuple[str, str]]:
    """The routes that a handler's decorators name."""
    tree = ast.parse((ROOT / "functions" / folder / "handler.py").read_text())
    decorators = [d for node in tree.body if isinstance(node, ast.FunctionDef) for d in node.decorator_list]
    named = [_decorated(decorator) for decorator in decorators if isinstance(decorator, ast.Call)]
    return [(method.upper(), path.replace("<", "{").replace(">", "}")) for method, path in named]


def _decorated(call: ast.Call) -> tuple[str, str]:
    assert isinstance(call.func, ast.Attribute)
    assert isinstance(call.args[0], ast.Constant)
    return call.func.attr, str(call.args[0].value)


def documented() -> list[tuple[str, str, str]]:
    """The template's routes without HEAD, which goes along with GET."""
    return [route for route in functions_of_routes() if route[0] != "HEAD"]


def test_the_code_lists_the_templates_routes_in_its_order() -> None:
    assert [(route.method, route.path) for route in ROUTES] == [(method, path) for method, path, _ in documented()]


def test_every_get_route_has_a_head_route_to_the_same_function() -> None:
    """HEAD was a 405."""
    routes = list(functions_of_routes())
    gets = [(path, folder) for method, path, folder in routes if method == "GET"]
    assert [(path, folder) for method, path, folder in routes if method == "HEAD"] == gets


def test_one_function_takes_what_no_route_takes() -> None:
    resources = read_template(TEMPLATE)["Resources"]
    default = [
        name
        for name, resource in resources.items()
        for event in resource["Properties"].get("Events", {}).values()
        if event["Type"] == "HttpApi" and "Path" not in event["Properties"]
    ]
    assert default == ["AnswerUnknownRouteFunction"]


def test_each_handler_answers_the_routes_that_lead_to_it() -> None:
    expected: dict[str, list[tuple[str, str]]] = {}
    for method, path, folder in documented():
        expected.setdefault(folder, []).append((method, path))
    assert {folder: sorted(handled(folder)) for folder in expected} == {f: sorted(r) for f, r in expected.items()}
    assert handled("answer_unknown_route") == []


def test_the_readmes_table_lists_the_routes_and_their_functions_in_order() -> None:
    assert _README_ROW.findall((ROOT / "README.md").read_text()) == documented()


def test_the_sample_event_of_a_function_is_of_its_first_route() -> None:
    first = {folder: f"{method} {path}" for method, path, folder in reversed(documented())}
    sampled = {folder: json.loads((ROOT / "events" / f"{folder}.json").read_text())["routeKey"] for folder in first}
    assert sampled == first


def test_routes_that_write_have_throttles_of_their_own_and_no_other_has() -> None:
    api = read_template(TEMPLATE)["Resources"]["BookingApi"]["Properties"]
    assert set(api["RouteSettings"]) == {str(route) for route in ROUTES if route.method != "GET"}
    assert api["DefaultRouteSettings"].keys() == {"ThrottlingRateLimit", "ThrottlingBurstLimit"}


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/api/appointments/x", ["DELETE", "GET", "HEAD", "PUT"]),
        ("/api/appointments/x/", []),
        ("/api/appointments//", []),
        ("/api/providers/x/y/schedule", []),
        ("/api/openapi.json", ["GET", "HEAD"]),
        ("/api/openapi-json", []),
        ("/api/docs\n", []),
    ],
)
def test_a_path_has_the_methods_of_its_routes(path: str, methods: list[str]) -> None:
    assert methods_of(path) == methods


@pytest.mark.parametrize(
    ("method", "path", "route"),
    [
        ("GET", "/api/docs", "GET /api/docs"),
        ("HEAD", "/api/docs", "GET /api/docs"),
        ("HEAD", "/api/providers", None),
        ("PATCH", "/api/appointments/x", None),
        ("DELETE", "/api/appointments/x", "DELETE /api/appointments/{appointmentId}"),
        ("GET", "/api/nothing", None),
    ],
)
def test_head_is_answered_by_the_get_route(method: str, path: str, route: str | None) -> None:
    found = route_of(method, path)
    assert (str(found) if found else None) == route
