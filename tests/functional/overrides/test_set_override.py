"""PUT /api/providers/{providerId}/overrides/{date}, through the function's entry point."""

from datetime import date

import pytest

from booking.providers.schedule import Window
from tests.functional.affected import NOT_AFFECTED, hit
from tests.functional.lambdas import (
    PROVIDER_ID,
    UNKNOWN_ID,
    Function,
    body_of,
    sample,
    with_body,
    with_headers,
    with_path_id,
    with_query,
    with_raw_body,
)
from tests.functional.refusals import refused, refused_fields
from tests.functional.seeds import Seeds

EASTER = "2028-04-03"
"""The date of the sample event."""


def test_the_sample_event_closes_the_date(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    answer = function(sample("set_override"))
    assert (answer.status, answer.headers["etag"]) == (200, '"3"')
    assert answer.json == {"overrides": [{"date": EASTER, "windows": []}], "version": 3} | NOT_AFFECTED


def test_the_override_is_an_item_among_the_claims_of_its_date(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    function(with_body(sample("set_override"), {"windows": [{"start": "14:00", "end": "24:00"}, MORNING]}))
    (stored,) = [item for item in seeds.snapshot() if item["SK"]["S"] == f"SLOT#{EASTER}"]
    assert stored["windows"] == {"L": [{"S": "480-720"}, {"S": "840-1440"}]}


MORNING = {"start": "08:00", "end": "12:00"}


def test_a_repeat_answers_the_same_and_writes_nothing(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    first = function(sample("set_override"))
    before = seeds.snapshot()
    again = function(with_headers(sample("set_override"), if_match='"1"'))
    assert (again.json, again.headers["etag"], seeds.snapshot()) == (first.json, '"3"', before)


def test_other_windows_replace_those_of_the_date(function: Function, seeds: Seeds) -> None:
    seeds.override(seeds.scheduled_provider(), date.fromisoformat(EASTER), [Window(0, 60)])
    answer = function(with_body(sample("set_override"), {"windows": MORNING}))
    assert answer.json == {"overrides": [{"date": EASTER, "windows": [MORNING]}], "version": 4} | NOT_AFFECTED


def test_a_provider_without_a_schedule_may_have_overrides(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    assert function(sample("set_override")).json["version"] == 2


def test_it_names_the_appointments_that_stand_on_a_closed_date(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    answer = function(with_path_id(sample("set_override"), EASTER, "2028-03-06"))
    assert answer.json["affectedAppointments"] == [hit("closed")]


def test_a_dry_run_names_them_and_writes_nothing(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    before = seeds.snapshot()
    event = with_path_id(with_query(sample("set_override"), dryRun="true"), EASTER, "2028-03-06")
    answer = function(event)
    assert (answer.status, "etag" in answer.headers, seeds.snapshot()) == (200, False, before)
    assert answer.json["affectedAppointments"] == [hit("closed")]


def test_a_dry_run_is_true_or_false(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    assert refused_fields(function, with_query(sample("set_override"), dryRun="yes"), seeds) == ["dryRun"]
    assert function(with_query(sample("set_override"), dryRun="false")).headers["etag"] == '"3"'


def test_another_version_is_left_alone(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    refused(function, with_headers(sample("set_override"), if_match='"1"'), seeds, 412, "version-mismatch")


def test_an_unknown_provider_is_not_found(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    event = with_path_id(sample("set_override"), PROVIDER_ID, UNKNOWN_ID)
    refused(function, event, seeds, 404, "provider-not-found")


@pytest.mark.parametrize("day", ["2026-12-31", "2029-01-01", "2028-02-30", "28-04-03", "easter", "20280403"])
def test_a_date_that_cannot_be_set_is_refused(function: Function, seeds: Seeds, day: str) -> None:
    seeds.provider()
    assert refused_fields(function, with_path_id(sample("set_override"), EASTER, day), seeds) == ["date"]


@pytest.mark.parametrize(
    ("windows", "fields"),
    [
        ([{"start": "12:00", "end": "08:00"}], ["windows[0].end"]),
        ([{"start": "08:05", "end": "12:00"}], ["windows[0].start"]),
        ([MORNING, {"start": "11:45", "end": "13:00"}], ["windows[1].start"]),
        ([{"start": "00:00", "end": "00:15"}] * 25, ["windows"]),
        ([{"start": "8:00", "end": "12:00"}], ["windows[0].start"]),
        (None, ["windows"]),
    ],
)
def test_windows_follow_the_rules_of_the_week(
    function: Function, seeds: Seeds, windows: object, fields: list[str]
) -> None:
    seeds.provider()
    assert refused_fields(function, with_body(sample("set_override"), {"windows": windows}), seeds) == fields


def test_windows_are_required_and_nothing_else_is_taken(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    event = sample("set_override")
    assert refused_fields(function, with_body(event, {}), seeds) == ["windows"]
    assert refused_fields(function, with_body(event, {**body_of(event), "date": EASTER}), seeds) == ["date"]
    refused(function, with_raw_body(event, "{"), seeds, 400, "malformed-json")
