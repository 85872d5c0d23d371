"""DELETE /api/appointments/{appointmentId}, through the function's entry point."""

from datetime import timedelta
from typing import Any

import pytest

from tests.engine import NOW
from tests.functional.lambdas import (
    APPOINTMENT_ID,
    UNKNOWN_ID,
    Event,
    Function,
    sample,
    with_body,
    with_headers,
    with_path_id,
    with_query,
    with_raw_body,
)
from tests.functional.refusals import refused, refused_fields
from tests.functional.seeds import Seeds


def for_reason(reason: str) -> Event:
    return with_query(sample("cancel_appointment"), reason=reason)


def without_reason() -> Event:
    event = {**sample("cancel_appointment"), "rawQueryString": ""}
    return {name: value for name, value in event.items() if name != "queryStringParameters"}


def test_the_sample_event_cancels_the_appointment(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    answer = function(sample("cancel_appointment"))
    assert answer.status == 200
    assert (answer.json["id"], answer.json["status"], answer.json["version"]) == (APPOINTMENT_ID, "CANCELLED", 2)
    assert answer.json["cancellationReason"] == "Caught a cold, sorry"
    assert (answer.json["cancelledAt"], answer.json["cancelledBy"]) == (answer.json["updatedAt"], "desk")
    assert (answer.headers["etag"], answer.headers["cache-control"]) == ('"2"', "no-store")


def test_the_claims_are_given_up_and_the_record_stays(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    function(sample("cancel_appointment"))
    left = [item["SK"]["S"] for item in seeds.snapshot() if not item["SK"]["S"].startswith("FENCE#")]
    assert left == ["APPOINTMENT", "PROVIDER"]


def test_a_reason_may_be_left_out(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    answer = function(without_reason()).json
    assert (answer["status"], answer["cancellationReason"]) == ("CANCELLED", None)


@pytest.mark.parametrize("if_match", ['"1"', '"2"', 'W/"1"', None])
def test_a_repeat_answers_the_same_whatever_its_if_match(
    function: Function, seeds: Seeds, if_match: str | None
) -> None:
    seeds.appointment(seeds.scheduled_provider())
    first = function(sample("cancel_appointment"))
    before = seeds.snapshot()
    again = function(with_headers(without_reason(), if_match=if_match))
    assert (again.status, again.json, again.headers) == (200, first.json, first.headers)
    assert seeds.snapshot() == before


@pytest.mark.parametrize("if_match", ['"2"', 'W/"1"'])
def test_another_version_and_a_weak_tag_are_refused(function: Function, seeds: Seeds, if_match: str) -> None:
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


@pytest.mark.parametrize(
    ("body", "reason"), [({"reason": "moved away"}, "moved away"), ({"reason": None}, None), ({}, None)]
)
def test_the_reason_may_stand_in_the_body(function: Function, seeds: Seeds, body: Any, reason: str | None) -> None:
    """A reason in the body was lost without a word."""
    seeds.appointment(seeds.scheduled_provider())
    answer = function(with_body(without_reason(), body))
    assert (answer.status, answer.json["cancellationReason"]) == (200, reason)


def test_two_reasons_are_refused(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    assert refused_fields(function, with_body(for_reason("ill"), {"reason": "ill"}), seeds) == ["reason"]


@pytest.mark.parametrize(
    ("body", "fields"),
    [({"reason": 5}, ["reason"]), ({"reason": "x" * 501}, ["reason"]), ({"why": "ill"}, ["why"]), ([], ["body"])],
)
def test_a_bad_body_is_refused(function: Function, seeds: Seeds, body: Any, fields: list[str]) -> None:
    seeds.appointment(seeds.scheduled_provider())
    assert refused_fields(function, with_body(without_reason(), body), seeds) == fields


def test_a_body_that_is_not_json_is_refused(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    refused(function, with_raw_body(without_reason(), "not json"), seeds, 400, "malformed-json")


def test_a_repeat_with_the_stored_reason_answers_the_same(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    first = function(for_reason("ill"))
    again = [function(event).json for event in (for_reason("ill"), without_reason(), for_reason(""))]
    assert again == [first.json] * 3


@pytest.mark.parametrize("first", [without_reason(), for_reason("ill")])
def test_another_reason_is_refused_afterwards(function: Function, seeds: Seeds, first: Event) -> None:
    """The second reason was answered 200 and thrown away."""
    seeds.appointment(seeds.scheduled_provider())
    function(first)
    refused(function, for_reason("on holiday"), seeds, 409, "appointment-cancelled")


@pytest.mark.parametrize("quoted", ["%E9t%E9", "%F0%9F%98", "\ufffdt", "%ED%A0%80"])
def test_bytes_of_the_query_that_are_not_utf_8_are_refused(function: Function, seeds: Seeds, quoted: str) -> None:
    """`?reason=%E9t%E9` was stored with U+FFFD in the place of its bytes."""
    seeds.appointment(seeds.scheduled_provider())
    event = {**for_reason("\ufffdt\ufffd"), "rawQueryString": f"reason={quoted}"}
    assert refused_fields(function, event, seeds) == ["reason"]


def test_a_fault_of_the_query_hides_none_of_the_bodys_field_of_that_name(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    event = {**with_body(for_reason("\ufffd"), {"reason": 5}), "rawQueryString": "reason=%E9"}
    assert refused_fields(function, event, seeds) == ["reason", "reason"]


def test_a_parameter_that_is_unknown_and_not_utf_8_is_named_once(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    event = {**sample("cancel_appointment"), "queryStringParameters": {"x": "\ufffd"}, "rawQueryString": "x=%E9"}
    assert refused_fields(function, event, seeds) == ["x"]


def test_the_replacement_character_itself_may_be_sent(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    assert function(for_reason("\ufffd")).json["cancellationReason"] == "\ufffd"
