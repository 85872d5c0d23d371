"""The routes are the same everywhere: template.yaml, the records of the routes, handlers, sample events and README."""

import json
import re
from collections.abc import Iterator

import pytest

from booking.api import routes as api
from booking.api.routes import ROUTES, methods_of
from booking.appointments import routes as appointments
from booking.customers import routes as customers
from booking.desk import routes as desk
from booking.history import routes as history
from booking.http.route import Route, Throttle
from booking.openings import routes as openings
from booking.overrides import routes as overrides
from booking.providers import routes as providers
from booking.reports import routes as reports
from booking.resolutions import routes as resolutions
from booking.services import routes as services
from booking.time_off import routes as time_off
from local.handlers import folders, sample_file
from local.paths import ROOT, TEMPLATE
from local.translation import read_template

_README_ROW = re.compile(r"^\| `([A-Z]+) (/api/\S*)` \| (\w+) ", re.MULTILINE)


def functions_of_routes() -> Iterator[tuple[str, str, str]]:
    """Method, path and folder of each route of the template, in its order."""
    for resource in read_template(TEMPLATE)["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            folder = resource["Properties"]["CodeUri"].rpartition("/")[2]
            for event in resource["Properties"]["Events"].values():
                if event["Type"] == "HttpApi" and "Path" in event["Properties"]:
                    yield event["Properties"]["Method"], event["Properties"]["Path"], folder


def documented() -> list[tuple[str, str, str]]:
    """The template's routes without HEAD, which goes along with GET."""
    return [route for route in functions_of_routes() if route[0] != "HEAD"]


def test_the_records_are_the_templates_routes_in_its_order() -> None:
    assert [(route.method, route.path, route.function) for route in ROUTES] == documented()


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


def test_each_handler_answers_the_record_of_its_route() -> None:
    """By the names that it imports: a handler has no other route than these."""
    of_providers = (providers, services, overrides, time_off, openings, resolutions, history)
    areas = (*of_providers, appointments, desk, customers, reports, api)
    named = {str(route): name for area in areas for name, route in vars(area).items() if isinstance(route, Route)}
    for route in ROUTES:
        source = (folders()[route.function] / "handler.py").read_text()
        assert named[str(route.same_as or route)] in source, route


def test_the_readmes_table_lists_the_routes_and_their_functions_in_order() -> None:
    assert _README_ROW.findall((ROOT / "README.md").read_text()) == documented()


def test_the_sample_event_of_a_function_is_of_its_first_route() -> None:
    first = {folder: f"{method} {path}" for method, path, folder in reversed(documented())}
    sampled = {folder: json.loads(sample_file(folder).read_text())["routeKey"] for folder in first}
    assert sampled == first


def test_each_route_has_the_throttle_of_its_record() -> None:
    api = read_template(TEMPLATE)["Resources"]["BookingApi"]["Properties"]
    settings = {
        Throttle.WRITE: {
            "ThrottlingRateLimit": {"Ref": "WriteThrottleRate"},
            "ThrottlingBurstLimit": {"Ref": "WriteThrottleBurst"},
        },
        Throttle.DOCUMENT: {"ThrottlingRateLimit": 2, "ThrottlingBurstLimit": 10},
    }
    assert api["RouteSettings"] == {
        str(route): settings[route.throttle] for route in ROUTES if route.throttle is not Throttle.READ
    }
    assert api["DefaultRouteSettings"].keys() == {"ThrottlingRateLimit", "ThrottlingBurstLimit"}


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/api/appointments/x", ["DELETE", "GET", "HEAD", "PATCH", "PUT"]),
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
