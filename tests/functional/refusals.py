"""Checks a refused request: the answer is a problem, and nothing in the table has changed."""

from tests.functional.lambdas import Answer, Event, Function
from tests.functional.seeds import Seeds


def refused(function: Function, event: Event, seeds: Seeds, status: int, code: str) -> Answer:
    """Returns the answer. It must be a complete problem of this kind, and nothing may have been written."""
    before = seeds.snapshot()
    answer = function(event)
    assert (answer.status, answer.json.get("code")) == (status, code), answer.raw["body"]
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json["type"] == f"urn:booking:problem:{code}"
    assert answer.json["status"] == status
    assert answer.json["requestId"] == event["requestContext"]["requestId"]
    assert answer.json["instance"].startswith("/api")
    assert answer.json["title"]
    assert answer.json["detail"]
    assert seeds.snapshot() == before, "a refused request has written"
    return answer


def refused_fields(function: Function, event: Event, seeds: Seeds) -> list[str]:
    """The fields that a validation problem names."""
    answer = refused(function, event, seeds, 422, "validation-failed")
    assert all(error["message"] for error in answer.json["errors"])
    return answer.fields
