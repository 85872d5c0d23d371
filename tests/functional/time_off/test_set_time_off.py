"""PUT /api/providers/{providerId}/time-off/{timeOffId}, through the function's entry point."""

import pytest

from local.business import TIME_OFF_ID
from tests.functional.affected import NOT_AFFECTED, hit
from tests.functional.lambdas import (
    PROVIDER_ID,
    UNKNOWN_ID,
    Function,
    body_of,
    load,
    sample,
    with_body,
    with_headers,
    with_path_id,
    with_query,
)
from tests.functional.refusals import refused, refused_fields
from tests.functional.seeds import Seeds


def with_reason(reason: str | None) -> object:
    return {**body_of(sample("set_time_off")), "reason": reason}


def test_the_sample_event_makes_the_entry(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    answer = function(sample("set_time_off"))
    assert (answer.status, answer.headers["etag"]) == (201, '"1"')
    assert answer.json == {
        "providerId": PROVIDER_ID,
        "id": TIME_OFF_ID,
        "startTime": "2028-03-19T23:00:00Z",
        "endTime": "2028-03-24T23:00:00Z",
        "fromDate": "2028-03-20",
        "toDate": "2028-03-24",
        "reason": "On holiday",
        "removed": False,
        "version": 1,
        "createdAt": "2027-01-01T12:00:00Z",
        "updatedAt": "2027-01-01T12:00:00Z",
        **NOT_AFFECTED,
    }


def test_the_same_content_again_writes_nothing(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    first = function(sample("set_time_off"))
    before = seeds.snapshot()
    again = function(with_headers(sample("set_time_off"), if_match='"7"'))
    assert (again.status, again.json, seeds.snapshot()) == (200, first.json, before)


def test_other_content_is_a_new_version(function: Function, seeds: Seeds) -> None:
    seeds.time_off(seeds.scheduled_provider())
    answer = function(with_headers(with_body(sample("set_time_off"), with_reason(None)), if_match='"1"'))
    assert (answer.headers["etag"], answer.json["reason"]) == ('"2"', None)


def test_a_removed_entry_is_set_again(function: Function, seeds: Seeds) -> None:
    seeds.time_off(seeds.scheduled_provider())
    load("remove_time_off")(sample("remove_time_off"))
    answer = function(sample("set_time_off"))
    assert (answer.json["version"], answer.json["removed"]) == (3, False)


def test_it_names_the_appointments_in_this_time(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    body = {"fromDate": "2028-03-06", "toDate": "2028-03-06"}
    assert function(with_body(sample("set_time_off"), body)).json["affectedAppointments"] == [hit("time-off")]


def test_a_dry_run_names_them_and_writes_nothing(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    before = seeds.snapshot()
    event = with_body(sample("set_time_off"), {"fromDate": "2028-03-06", "toDate": "2028-03-06"})
    answer = function(with_query(event, dryRun="true"))
    assert (answer.status, "etag" in answer.headers, seeds.snapshot()) == (200, False, before)
    assert answer.json["affectedAppointments"] == [hit("time-off")]


def test_a_star_names_only_what_exists(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    refused(function, with_headers(sample("set_time_off"), if_match="*"), seeds, 412, "version-mismatch")


def test_another_version_is_left_alone(function: Function, seeds: Seeds) -> None:
    seeds.time_off(seeds.scheduled_provider())
    event = with_headers(with_body(sample("set_time_off"), with_reason("Ill")), if_match='"2"')
    refused(function, event, seeds, 412, "version-mismatch")


def test_a_version_of_what_does_not_exist_is_refused(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    refused(function, with_headers(sample("set_time_off"), if_match='"1"'), seeds, 412, "version-mismatch")


@pytest.mark.parametrize("entry_id", ["a", "A_b-9", "x" * 64])
def test_the_id_is_the_clients(function: Function, seeds: Seeds, entry_id: str) -> None:
    seeds.scheduled_provider()
    assert function(with_path_id(sample("set_time_off"), TIME_OFF_ID, entry_id)).json["id"] == entry_id


@pytest.mark.parametrize("entry_id", ["x" * 65, "a.b", "a b", "a#b", "\u00fc", "\u0661", "a\n"])
def test_any_other_id_is_refused(function: Function, seeds: Seeds, entry_id: str) -> None:
    seeds.provider()
    event = with_path_id(sample("set_time_off"), TIME_OFF_ID, entry_id)
    assert refused_fields(function, event, seeds) == ["timeOffId"]


def test_an_unknown_provider_is_not_found(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    event = with_path_id(sample("set_time_off"), PROVIDER_ID, UNKNOWN_ID)
    refused(function, event, seeds, 404, "provider-not-found")
