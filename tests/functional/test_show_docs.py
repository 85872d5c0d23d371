"""GET /api/openapi.json and GET /api/docs: one document, and a page that loads nothing from elsewhere."""

import base64
import gzip
import hashlib
import json
import re
from typing import Any

import pytest

from local.documents.files import OPENAPI
from tests.functional.lambdas import Function, load, sample


@pytest.fixture(scope="module")
def show_docs() -> Function:
    return load("show_docs")


def request(path: str, **headers: str) -> dict[str, Any]:
    event = sample("show_docs")
    event["requestContext"]["http"]["path"] = path
    return {**event, "rawPath": path, "headers": {name.replace("_", "-"): text for name, text in headers.items()}}


def test_the_document_is_served_as_it_lies_in_the_tree(show_docs: Function) -> None:
    answer = show_docs(request("/api/openapi.json"))
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.raw["body"] == OPENAPI.read_text()


def test_the_page_holds_the_document_and_has_its_title(show_docs: Function) -> None:
    answer = show_docs(request("/api/docs"))
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "<title>Booking Service API</title>" in answer.raw["body"]
    (start,) = re.findall(r"  spec: (\{.*\}),\n  deepLinking", answer.raw["body"], re.DOTALL)
    assert json.loads(start) == json.loads(OPENAPI.read_text())


def test_the_page_loads_nothing_from_elsewhere(show_docs: Function) -> None:
    answer = show_docs(request("/api/docs"))
    html = re.sub(r"(?s)<(script|style)>.*?</\1>", r"<\1>", answer.raw["body"])
    assert re.findall(r'(?:src|href)="([^"]*)"', html) == ["data:,"]
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["connect-src"] == "'self'"
    assert policy["img-src"] == "data:"


def test_the_pages_policy_runs_its_own_scripts_and_no_other(show_docs: Function) -> None:
    answer = show_docs(request("/api/docs"))
    scripts = re.findall(r"(?s)<script>(.*?)</script>", answer.raw["body"])
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    assert len(scripts) == 2
    assert f"script-src {' '.join(f"'sha256-{each}'" for each in hashes)};" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/api/openapi.json", "/api/docs"])
def test_both_are_compressed_for_who_understands_it(show_docs: Function, path: str) -> None:
    plain, packed = show_docs(request(path)), show_docs(request(path, accept_encoding="gzip, br"))
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(base64.b64decode(packed.raw["body"])).decode() == plain.raw["body"]
    assert len(packed.raw["body"]) < len(plain.raw["body"]) / 2


@pytest.mark.parametrize("path", ["/api/openapi.json", "/api/docs"])
def test_both_are_sent_once_while_they_stay_the_same(show_docs: Function, path: str) -> None:
    first = show_docs(request(path))
    tag = first.headers["etag"]
    for named in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = show_docs(request(path, if_none_match=named, accept_encoding="gzip"))
        assert again.status == 304, named
        assert not again.raw["body"]
        assert again.headers["etag"] == tag
    assert show_docs(request(path, if_none_match='"other"')).status == 200
