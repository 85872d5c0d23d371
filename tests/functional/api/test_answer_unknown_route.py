"""$default, through the function's entry point."""

import pytest

from tests.functional.lambdas import APPOINTMENT_ID, PROVIDER_ID, Event, Function, sample, with_headers
from tests.functional.refusals import refused
from tests.functional.seeds import Seeds


def requested(method: str, path: str) -> Event:
    event = sample("answer_unknown_route")
    http = {**event["requestContext"]["http"], "method": method, "path": path}
    return {**event, "rawPath": path, "requestContext": {**event["requestContext"], "http": http}}


def test_the_sample_event_is_answered_with_the_methods_allowed(function: Function, seeds: Seeds) -> None:
    answer = refused(function, sample("answer_unknown_route"), seeds, 405, "method-not-allowed")
    assert answer.headers["allow"] == "DELETE, GET, HEAD, PATCH, PUT"
    assert answer.json["instance"] == f"/api/appointments/{APPOINTMENT_ID}"


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/api/providers", "GET, HEAD, POST"),
        (f"/api/providers/{PROVIDER_ID}", "DELETE, GET, HEAD, PATCH"),
        (f"/api/providers/{PROVIDER_ID}/schedule", "GET, HEAD, POST, PUT"),
        (f"/api/providers/{PROVIDER_ID}/availability", "GET, HEAD"),
        ("/api/appointments", "GET, HEAD, POST"),
        ('/api/appointments/"x"', "DELETE, GET, HEAD, PATCH, PUT"),
        ("/api/openapi.json", "GET, HEAD"),
        ("/api/docs", "GET, HEAD"),
    ],
)
@pytest.mark.parametrize("method", ["PROPFIND", "OPTIONS"])
def test_a_path_without_that_method_allows_those_it_has(
    function: Function, seeds: Seeds, path: str, allowed: str, method: str
) -> None:
    answer = refused(function, requested(method, path), seeds, 405, "method-not-allowed")
    assert answer.headers["allow"] == allowed
    assert answer.json["detail"] == f"This path does not take {method}. It takes {allowed}."


def test_head_of_a_path_without_get_is_refused_without_a_body(function: Function, seeds: Seeds) -> None:
    answer = function(requested("HEAD", f"/api/appointments/{APPOINTMENT_ID}/keep"))
    assert (answer.status, answer.headers["allow"], answer.body) == (405, "POST", b"")


@pytest.mark.parametrize(("path", "bare"), [("/api/providers/", "/api/providers"), ("/api/docs//", "/api/docs")])
def test_a_slash_too_many_is_pointed_out(function: Function, seeds: Seeds, path: str, bare: str) -> None:
    answer = refused(function, requested("GET", path), seeds, 404, "not-found")
    assert answer.json["detail"] == f"No route has this path. Remove the slash at the end: {bare}."


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "path",
    [
        "/api/nothing",
        "/api",
        "/api/",
        "/api/providers/",
        "/api/providers//schedule",
        "/api/appointments/x/y",
        "/api/openapi_json",
        "/api/%2e%2e/providers",
        "/api/\n",
        "/api/😀",
    ],
)
def test_an_unknown_path_is_not_found(function: Function, seeds: Seeds, method: str, path: str) -> None:
    refused(function, requested(method, path), seeds, 404, "not-found")


@pytest.mark.parametrize("body", [None, "not json", "x" * 100_000])
def test_the_body_of_an_unknown_route_is_not_looked_at(function: Function, seeds: Seeds, body: str | None) -> None:
    event = with_headers(requested("POST", "/api/nothing"), content_type="text/plain")
    refused(function, {**event, "body": body}, seeds, 404, "not-found")


def test_query_parameters_of_an_unknown_route_are_not_looked_at(function: Function, seeds: Seeds) -> None:
    event = {**requested("GET", "/api/nothing"), "queryStringParameters": {"page": "1"}}
    refused(function, event, seeds, 404, "not-found")
