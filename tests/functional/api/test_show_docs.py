"""GET /api/openapi.json and GET /api/docs, through the function's entry point."""

import base64
import hashlib
import json
import re

import pytest

from local.paths import ROOT
from tests.functional.lambdas import Event, Function, sample, with_headers, with_method, with_query
from tests.functional.refusals import refused_fields
from tests.functional.seeds import Seeds

DOCUMENT = "/api/openapi.json"
PAGE = "/api/docs"


def of(path: str) -> Event:
    event = sample("show_docs")
    http = {**event["requestContext"]["http"], "path": path}
    route = f"GET {path}"
    return {
        **event,
        "rawPath": path,
        "routeKey": route,
        "requestContext": {**event["requestContext"], "routeKey": route, "http": http},
    }


def test_the_sample_event_answers_with_the_document(function: Function) -> None:
    answer = function(sample("show_docs"))
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert answer.json == json.loads((ROOT / "docs" / "openapi.json").read_text())


def test_the_page_is_html_with_the_document_in_it(function: Function) -> None:
    answer = function(of(PAGE))
    assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert b"Booking Service API" in answer.body


def test_the_page_loads_nothing_from_elsewhere(function: Function) -> None:
    answer = function(of(PAGE))
    addresses = re.findall(r'<(?:script|link|img|iframe)\b[^>]*?(?:src|href)="([^"]*)', answer.body.decode())
    assert addresses == ["data:,"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe-eval" not in answer.headers["content-security-policy"]
    assert "http" not in answer.headers["content-security-policy"]


def test_the_page_keeps_a_token_in_its_memory_alone() -> None:
    script = (ROOT / "layers" / "booking" / "booking" / "api" / "page" / "script.js").read_text()
    assert "replaceState" in script  # a token in the address leaves it at once
    assert re.findall(r"localStorage|sessionStorage|cookie|persistAuthorization", script) == []


def test_the_pages_policy_allows_its_own_scripts_and_no_other(function: Function) -> None:
    answer = function(of(PAGE))
    scripts = re.findall(r"<script>(.*?)</script>", answer.body.decode(), re.DOTALL)
    hashes = {base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts}
    policy = answer.headers["content-security-policy"]
    assert len(scripts) == 2
    assert {*re.findall(r"'sha256-([^']+)'", policy)} == hashes
    assert not re.search(r"<[^>]*\son\w+=|javascript:", answer.body.decode().split("<script>")[0])


def test_the_pages_script_finds_the_document_as_data(function: Function) -> None:
    text = function(of(PAGE)).body.decode()
    (data,) = re.findall(r'<script type="application/json" id="document">(.*?)</script>', text, re.DOTALL)
    assert json.loads(data) == function(of(DOCUMENT)).json


@pytest.mark.parametrize("path", [DOCUMENT, PAGE])
def test_the_answer_is_packed_for_those_who_can_unpack_it(function: Function, path: str) -> None:
    packed = function(with_headers(of(path), accept_encoding="gzip"))
    plain = function(with_headers(of(path), accept_encoding=None))
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.body == plain.body
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("accept_encoding", "is_packed"),
    [
        ("gzip;q=0", False),
        ("gzip; q=0.000, *", False),
        ("br, gzip;q=0.5", True),
        ("*;q=0", False),
        ("br", False),
        ("x-gzip", False),
        ("gzip;q=x", False),
        ("", False),
    ],
)
def test_the_answer_is_packed_as_the_weights_say(function: Function, accept_encoding: str, is_packed: bool) -> None:
    """`gzip;q=0` forbids gzip, but the answer was gzip."""
    answer = function(with_headers(of(DOCUMENT), accept_encoding=accept_encoding))
    assert ("content-encoding" in answer.headers) is is_packed


@pytest.mark.parametrize("path", [DOCUMENT, PAGE])
@pytest.mark.parametrize("accept_encoding", ["gzip", None])
def test_head_answers_the_headers_of_get_alone(function: Function, path: str, accept_encoding: str | None) -> None:
    """`curl -sI .../api/docs` was a 405."""
    event = with_headers(of(path), accept_encoding=accept_encoding)
    get, head = function(event), function(with_method(event, "HEAD"))
    assert (head.status, head.headers, head.body) == (200, get.headers, b"")


@pytest.mark.parametrize("path", [DOCUMENT, PAGE])
def test_the_answer_fits_what_lambda_may_send(function: Function, path: str) -> None:
    plain = function(with_headers(of(path), accept_encoding=None))
    assert len(json.dumps(plain.raw).encode()) < 6 * 1024 * 1024


@pytest.mark.parametrize("path", [DOCUMENT, PAGE])
def test_who_has_the_document_already_is_not_sent_it_again(function: Function, path: str) -> None:
    tag = function(of(path)).headers["etag"]
    assert tag.startswith('W/"')
    for if_none_match in (tag, f'"other", {tag.removeprefix("W/")}', "*"):
        again = function(with_headers(of(path), if_none_match=if_none_match))
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == tag
    assert function(with_headers(of(path), if_none_match='"other"')).status == 200


def test_document_and_page_may_be_cached_for_a_while(function: Function) -> None:
    assert function(of(DOCUMENT)).headers["cache-control"] == "public, max-age=300"


@pytest.mark.parametrize("path", [DOCUMENT, PAGE])
def test_an_unknown_query_parameter_is_refused(function: Function, seeds: Seeds, path: str) -> None:
    assert refused_fields(function, with_query(of(path), version="2"), seeds) == ["version"]


@pytest.mark.parametrize("path", [DOCUMENT, PAGE])
def test_a_deployment_that_shows_no_document_has_no_such_route(
    function: Function, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setenv("SHOW_DOCS", "false")
    answer = function(of(path))
    assert (answer.status, answer.json["code"]) == (404, "not-found")
    monkeypatch.setenv("SHOW_DOCS", "true")
    assert function(of(path)).status == 200
