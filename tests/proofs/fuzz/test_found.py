"""Bugs that random requests have found, one test for each."""

import pytest

from tests.functional.lambdas import Event, load, sample, with_headers, with_query
from tests.functional.seeds import Seeds
from tests.proofs.fuzz.world import World


def requested(method: str, path: str) -> Event:
    event = sample("answer_unknown_route")
    http = {**event["requestContext"]["http"], "method": method, "path": path}
    return with_query({**event, "rawPath": path, "requestContext": {**event["requestContext"], "http": http}}, date="x")


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/api/nothing", 404), ("PUT", "/api/providers/p/availability", 405)]
)
def test_a_query_does_not_hide_that_there_is_no_such_route(method: str, path: str, status: int) -> None:
    """It was refused as an unknown parameter of the route, with 422."""
    assert load("answer_unknown_route")(requested(method, path)).status == status


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_not_modified_has_an_empty_body_that_is_there(encoding: str) -> None:
    """Its body was null, which the emulator answered with an empty 500."""
    answer = load("show_docs")(with_headers(sample("show_docs"), if_none_match="*", accept_encoding=encoding))
    assert (answer.status, answer.raw["body"]) == (304, "")


def test_a_start_long_ago_is_told_as_rfc_3339_has_it(world: World) -> None:
    """Its offset had seconds, as places had before there were time zones: no reader takes that."""
    Seeds(world.table).scheduled_provider()
    answer = load("explain_start")(with_query(sample("explain_start"), startTime="0255-01-03T07:57:50Z"))
    assert answer.json["startTime"] == "0255-01-03T07:57:50+00:00"
