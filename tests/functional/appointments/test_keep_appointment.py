"""POST /api/appointments/{appointmentId}/keep, through the function's entry point."""

from datetime import date

import pytest

from tests.functional.lambdas import APPOINTMENT_ID, UNKNOWN_ID, Function, sample, with_headers, with_path_id
from tests.functional.refusals import refused
from tests.functional.seeds import Seeds

MONDAY = date(2028, 3, 6)


def test_the_sample_event_keeps_the_appointment_on_a_date_that_was_closed(function: Function, seeds: Seeds) -> None:
    provider = seeds.scheduled_provider()
    seeds.appointment(provider)
    seeds.override(provider, MONDAY)
    answer = function(sample("keep_appointment"))
    assert (answer.status, answer.headers["etag"]) == (200, '"2"')
    assert (answer.json["unresolved"], answer.json["startTime"]) == (False, "2028-03-06T09:30:00+01:00")
    (stored,) = [item for item in seeds.table.items() if item["SK"]["S"] == "APPOINTMENT"]
    assert stored["kept"] == {"L": [{"S": "closed"}]}


def test_a_repeat_writes_nothing(function: Function, seeds: Seeds) -> None:
    provider = seeds.scheduled_provider()
    seeds.appointment(provider)
    seeds.override(provider, MONDAY)
    function(sample("keep_appointment"))
    before = seeds.snapshot()
    assert function(with_headers(sample("keep_appointment"), if_match='"1"')).json["version"] == 2
    assert seeds.snapshot() == before


def test_one_that_the_rules_allow_is_answered_as_it_is(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    answer = function(sample("keep_appointment"))
    assert (answer.status, answer.json["version"], answer.json["unresolved"]) == (200, 1, False)


def test_a_stale_version_is_refused(function: Function, seeds: Seeds) -> None:
    provider = seeds.scheduled_provider()
    seeds.appointment(provider)
    seeds.override(provider, MONDAY)
    refused(function, with_headers(sample("keep_appointment"), if_match='"7"'), seeds, 412, "version-mismatch")


def test_a_cancelled_appointment_is_not_kept(function: Function, seeds: Seeds) -> None:
    seeds.cancelled_appointment(seeds.scheduled_provider())
    refused(function, sample("keep_appointment"), seeds, 409, "appointment-cancelled")


@pytest.mark.parametrize("appointment_id", [UNKNOWN_ID, "x"])
def test_an_unknown_appointment_is_not_found(function: Function, seeds: Seeds, appointment_id: str) -> None:
    event = with_path_id(sample("keep_appointment"), APPOINTMENT_ID, appointment_id)
    refused(function, event, seeds, 404, "appointment-not-found")
