"""PUT /api/appointments/{appointmentId}/attendance, through the function's entry point."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.functional.lambdas import (
    APPOINTMENT_ID,
    UNKNOWN_ID,
    Event,
    Function,
    load,
    sample,
    with_body,
    with_headers,
    with_path_id,
)
from tests.functional.refusals import refused, refused_fields
from tests.functional.seeds import START, Seeds

type SetClock = Callable[[datetime], None]

NO_SHOW = {"attendance": "NO_SHOW", "releaseRest": True}


def request(body: Any) -> Event:
    return with_body(sample("set_attendance"), body)


@pytest.fixture(autouse=True)
def _during(set_clock: SetClock) -> None:
    set_clock(START + timedelta(minutes=12))


def claims(seeds: Seeds) -> list[str]:
    return [item["SK"]["S"] for item in seeds.snapshot() if "owner" in item]


def test_the_sample_event_says_that_the_customer_is_there(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    answer = function(sample("set_attendance"))
    assert (answer.status, answer.headers["etag"], answer.headers["cache-control"]) == (200, '"2"', "no-store")
    assert (answer.json["attendance"], answer.json["attendedAt"]) == ("ARRIVED", "2028-03-06T08:42:00Z")
    assert (answer.json["status"], answer.json["releasedFrom"]) == ("CONFIRMED", None)
    assert answer.json["allowedActions"] == ["complete", "noShow", "undo", "edit"]


def test_the_rest_of_a_no_show_is_free_for_others(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    answer = function(request(NO_SHOW))
    assert (answer.json["releasedFrom"], answer.json["endTime"]) == (
        "2028-03-06T09:45:00+01:00",
        "2028-03-06T10:00:00+01:00",
    )
    assert claims(seeds) == ["SLOT#2028-03-06T08:30Z"]


def test_the_rest_of_a_no_show_can_be_booked(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    function(request(NO_SHOW))
    booking = {
        "providerId": "4b2f0c1e-6d0a-4c7b-9d3e-0f1a2b3c4d5e",
        "startTime": "2028-03-06T09:45:00+01:00",
        "customer": {"name": "Ada"},
        "override": ["off-grid"],
    }
    event = with_headers(with_body(sample("create_appointment"), booking), idempotency_key=None)
    assert load("create_appointment")(event).status == 201


def test_expected_takes_back_what_was_set(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    function(sample("set_attendance"))
    answer = function(request({"attendance": "EXPECTED"}))
    assert (answer.json["attendance"], answer.json["attendedAt"], answer.json["version"]) == (None, None, 3)


def test_a_repeat_writes_nothing(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    first = function(request(NO_SHOW))
    before = seeds.snapshot()
    assert function(with_headers(request(NO_SHOW), if_match='"1"')).json == first.json
    assert seeds.snapshot() == before


def test_it_is_too_early_to_miss_anybody(function: Function, seeds: Seeds, set_clock: SetClock) -> None:
    seeds.appointment(seeds.scheduled_provider())
    set_clock(START + timedelta(minutes=9))
    problem = refused(function, request(NO_SHOW), seeds, 409, "attendance-not-possible").json
    assert "can be NO_SHOW from 2028-03-06T09:40:00+01:00 on" in problem["detail"]


def test_a_released_rest_does_not_come_back(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    function(request(NO_SHOW))
    refused(function, sample("set_attendance"), seeds, 409, "rest-released")


def test_nobody_is_expected_at_a_cancelled_appointment(function: Function, seeds: Seeds) -> None:
    seeds.cancelled_appointment(seeds.scheduled_provider())
    problem = refused(function, sample("set_attendance"), seeds, 409, "appointment-cancelled").json
    assert "nobody is expected" in problem["detail"]


def test_a_stale_version_is_refused(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    refused(function, with_headers(sample("set_attendance"), if_match='"7"'), seeds, 412, "version-mismatch")


@pytest.mark.parametrize("appointment_id", [UNKNOWN_ID, "x"])
def test_an_unknown_appointment_is_not_found(function: Function, seeds: Seeds, appointment_id: str) -> None:
    event = with_path_id(sample("set_attendance"), APPOINTMENT_ID, appointment_id)
    refused(function, event, seeds, 404, "appointment-not-found")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "attendance"),
        ({"attendance": "arrived"}, "attendance"),
        ({"attendance": None}, "attendance"),
        ({"attendance": ["ARRIVED"]}, "attendance"),
        ({"attendance": "ARRIVED", "releaseRest": True}, "releaseRest"),
        ({"attendance": "NO_SHOW", "releaseRest": "yes"}, "releaseRest"),
    ],
)
def test_a_fault_names_its_field(function: Function, seeds: Seeds, body: Any, field: str) -> None:
    seeds.appointment(seeds.scheduled_provider())
    assert refused_fields(function, request(body), seeds) == [field]
