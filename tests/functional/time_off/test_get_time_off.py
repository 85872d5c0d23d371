"""GET /api/providers/{providerId}/time-off/{timeOffId}, through the function's entry point."""

from local.business import TIME_OFF_ID
from tests.functional.lambdas import PROVIDER_ID, UNKNOWN_ID, Function, load, sample, with_path_id, with_query
from tests.functional.refusals import refused, refused_fields
from tests.functional.seeds import Seeds


def test_the_sample_event_answers_with_the_entry(function: Function, seeds: Seeds) -> None:
    seeds.time_off(seeds.scheduled_provider())
    answer = function(sample("get_time_off"))
    assert (answer.status, answer.headers["etag"]) == (200, '"1"')
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
        "createdAt": "2026-12-31T12:00:00Z",
        "updatedAt": "2026-12-31T12:00:00Z",
    }


def test_a_removed_entry_is_answered_as_removed(function: Function, seeds: Seeds) -> None:
    seeds.time_off(seeds.scheduled_provider())
    removed = load("remove_time_off")(sample("remove_time_off")).json
    assert function(sample("get_time_off")).json == removed


def test_an_unknown_entry_is_not_found(function: Function, seeds: Seeds) -> None:
    seeds.time_off(seeds.scheduled_provider(), "another")
    refused(function, sample("get_time_off"), seeds, 404, "time-off-not-found")


def test_a_provider_without_time_off_has_none(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    refused(function, sample("get_time_off"), seeds, 404, "time-off-not-found")


def test_an_unknown_provider_is_not_found(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    event = with_path_id(sample("get_time_off"), PROVIDER_ID, UNKNOWN_ID)
    refused(function, event, seeds, 404, "provider-not-found")


def test_parameters_are_checked(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    assert refused_fields(function, with_query(sample("get_time_off"), expand="all"), seeds) == ["expand"]
    event = with_path_id(sample("get_time_off"), TIME_OFF_ID, "a.b")
    assert refused_fields(function, event, seeds) == ["timeOffId"]
