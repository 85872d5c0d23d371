"""DELETE /api/providers/{providerId}/time-off/{timeOffId}, through the function's entry point."""

from local.business import TIME_OFF_ID
from tests.functional.lambdas import PROVIDER_ID, UNKNOWN_ID, Function, sample, with_headers, with_path_id
from tests.functional.refusals import refused
from tests.functional.seeds import Seeds


def test_the_sample_event_removes_the_entry(function: Function, seeds: Seeds) -> None:
    seeds.time_off(seeds.scheduled_provider())
    answer = function(sample("remove_time_off"))
    assert (answer.status, answer.headers["etag"]) == (200, '"2"')
    assert answer.json == {
        "providerId": PROVIDER_ID,
        "id": TIME_OFF_ID,
        "startTime": "2028-03-19T23:00:00Z",
        "endTime": "2028-03-24T23:00:00Z",
        "fromDate": "2028-03-20",
        "toDate": "2028-03-24",
        "reason": None,
        "removed": True,
        "version": 2,
        "createdAt": "2026-12-31T12:00:00Z",
        "updatedAt": "2027-01-01T12:00:00Z",
    }


def test_the_entry_leaves_the_list_and_the_provider_is_touched(function: Function, seeds: Seeds) -> None:
    seeds.time_off(seeds.scheduled_provider())
    function(sample("remove_time_off"))
    stored = {item["SK"]["S"]: item for item in seeds.snapshot()}
    assert stored["TIMEOFF"]["entries"] == {"L": []}
    assert stored[f"TIMEOFF#{TIME_OFF_ID}"]["removed"] == {"BOOL": True}
    assert "reason" not in stored[f"TIMEOFF#{TIME_OFF_ID}"]
    assert {stored[f"FENCE#{number}"]["version"]["N"] for number in range(8)} == {"4"}


def test_a_repeat_answers_the_same_and_writes_nothing(function: Function, seeds: Seeds) -> None:
    seeds.time_off(seeds.scheduled_provider())
    first = function(sample("remove_time_off"))
    before = seeds.snapshot()
    again = function(with_headers(sample("remove_time_off"), if_match='"1"'))
    assert (again.status, again.json, seeds.snapshot()) == (200, first.json, before)


def test_another_version_is_left_alone(function: Function, seeds: Seeds) -> None:
    seeds.time_off(seeds.scheduled_provider())
    refused(function, with_headers(sample("remove_time_off"), if_match='"2"'), seeds, 412, "version-mismatch")


def test_an_unknown_entry_is_not_found(function: Function, seeds: Seeds) -> None:
    seeds.time_off(seeds.scheduled_provider(), "another")
    refused(function, sample("remove_time_off"), seeds, 404, "time-off-not-found")


def test_an_unknown_provider_is_not_found(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    event = with_path_id(sample("remove_time_off"), PROVIDER_ID, UNKNOWN_ID)
    refused(function, event, seeds, 404, "provider-not-found")
