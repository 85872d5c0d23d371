"""DELETE /api/appointments/{appointmentId}, through the function's entry point."""

from datetime import timedelta

import pytest

from tests.engine import NOW
from tests.functional.lambdas import (
    APPOINTMENT_ID,
    UNKNOWN_ID,
    Event,
    Function,
    sample,
    with_headers,
    with_path_id,
    with_query,
)
from tests.functional.refusals import refused, refused_fields
from tests.functional.seeds import Seeds


def for_reason(reason: str) -> Event:
    return with_query(sample("cancel_appointment"), reason=reason)


def test_the_sample_event_cancels_the_appointment(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    answer = function(sample("cancel_appointment"))
    assert answer.status == 200
    assert (answer.json["id"], answer.json["status"], answer.json["version"]) == (APPOINTMENT_ID, "CANCELLED", 2)
    assert answer.json["cancellationReason"] == "Caught a cold, sorry"
    assert (answer.headers["etag"], answer.headers["cache-control"]) == ('"2"', "no-store")


def test_the_claims_are_given_up_and_the_record_stays(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    function(sample("cancel_appointment"))
    left = [item["SK"]["S"] for item in seeds.snapshot() if not item["SK"]["S"].startswith("FENCE#")]
    assert left == ["APPOINTMENT", "PROVIDER"]


def test_a_reason_may_be_left_out(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    event = {name: value for name, value in sample("cancel_appointment").items() if name != "queryStringParameters"}
    answer = function(event).json
    assert (answer["status"], answer["cancellationReason"]) == ("CANCELLED", None)


@pytest.mark.parametrize("if_match", ['"1"', '"2"', 'W/"1"', None])
def test_a_repeat_answers_the_same_whatever_its_if_match(
    function: Function, seeds: Seeds, if_match: str | None
) -> None:
    seeds.appointment(seeds.scheduled_provider())
    first = function(sample("cancel_appointment"))
    before = seeds.snapshot()
    again = function(with_headers(for_reason("another"), if_match=if_match))
    assert (again.status, again.json, again.headers) == (200, first.json, first.headers)
    assert seeds.snapshot() == before


@pytest.mark.parametrize("if_match", ['"2"', 'W/"1"', "1", ""])
def test_another_version_or_what_is_no_strong_tag_is_refused(function: Function, seeds: Seeds, if_match: str) -> None:
    seeds.appointment(seeds.scheduled_provider())
    event = with_headers(sample("cancel_appointment"), if_match=if_match)
    refused(function, event, seeds, 412, "version-mismatch")


@pytest.mark.parametrize("if_match", ['"1"', '"3","1"', "*", None])
def test_the_write_happens_on_the_version_that_if_match_names(
    function: Function, seeds: Seeds, if_match: str | None
) -> None:
    seeds.appointment(seeds.scheduled_provider())
    assert function(with_headers(sample("cancel_appointment"), if_match=if_match)).json["version"] == 2


@pytest.mark.parametrize("reason", ["x" * 500, "a,b,,c", "x=1&y=2", "schön 😀", "line\nline"])
def test_a_reason_comes_back_as_it_was_sent(function: Function, seeds: Seeds, reason: str) -> None:
    seeds.appointment(seeds.scheduled_provider())
    assert function(for_reason(reason)).json["cancellationReason"] == reason


def test_a_reason_of_501_characters_is_refused(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    assert refused_fields(function, for_reason("x" * 501), seeds) == ["reason"]


def test_an_unknown_query_parameter_is_refused(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    event = with_query(sample("cancel_appointment"), reson="typing error")
    assert refused_fields(function, event, seeds) == ["reson"]


def test_a_started_appointment_cannot_be_cancelled(function: Function, seeds: Seeds) -> None:
    last_monday = NOW - timedelta(days=4, hours=3, minutes=30)  # 09:30 in Rome
    seeds.appointment(seeds.scheduled_provider(), start=last_monday, now=last_monday - timedelta(days=1))
    refused(function, sample("cancel_appointment"), seeds, 409, "appointment-started")


@pytest.mark.parametrize("appointment_id", [UNKNOWN_ID, "x", '"x"'])
def test_an_unknown_appointment_is_not_found(function: Function, seeds: Seeds, appointment_id: str) -> None:
    event = with_path_id(sample("cancel_appointment"), APPOINTMENT_ID, appointment_id)
    refused(function, event, seeds, 404, "appointment-not-found")


def test_a_body_is_not_looked_at(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    assert function({**sample("cancel_appointment"), "body": "not json"}).status == 200
