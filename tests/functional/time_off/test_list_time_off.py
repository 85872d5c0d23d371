"""GET /api/providers/{providerId}/time-off, through the function's entry point."""

import pytest

from local.business import TIME_OFF_ID
from tests.functional.lambdas import PROVIDER_ID, UNKNOWN_ID, Function, load, sample, with_path_id, with_query
from tests.functional.refusals import refused, refused_fields
from tests.functional.seeds import Seeds


def test_the_sample_event_lists_the_entry(function: Function, seeds: Seeds) -> None:
    seeds.time_off(seeds.scheduled_provider())
    answer = function(sample("list_time_off"))
    assert answer.status == 200
    assert "etag" not in answer.headers
    assert answer.json == {"providerId": PROVIDER_ID, "timeOff": [load("get_time_off")(sample("get_time_off")).json]}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [TIME_OFF_ID]),
        ({"from": "2028-03-24", "to": "2028-03-24"}, [TIME_OFF_ID]),
        ({"from": "2028-03-25"}, []),
        ({"from": "2028-03-24T22:59:59Z"}, [TIME_OFF_ID]),
        ({"from": "2028-03-25T00:00:00+01:00"}, []),
        ({"from": "2028-03-01", "to": "2028-03-19"}, []),
        ({"to": "2028-03-20T00:00:01+01:00"}, [TIME_OFF_ID]),
    ],
)
def test_it_lists_what_overlaps_the_range(
    function: Function, seeds: Seeds, query: dict[str, str], found: list[str]
) -> None:
    """A date is in the provider's zone, Rome."""
    seeds.time_off(seeds.scheduled_provider())
    answer = function(with_query(sample("list_time_off"), **query))
    assert [entry["id"] for entry in answer.json["timeOff"]] == found


def test_what_was_removed_is_not_listed(function: Function, seeds: Seeds) -> None:
    seeds.time_off(seeds.scheduled_provider())
    load("remove_time_off")(sample("remove_time_off"))
    assert function(sample("list_time_off")).json["timeOff"] == []


def test_a_provider_without_time_off_has_an_empty_list(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    assert function(sample("list_time_off")).json["timeOff"] == []


BACKWARDS = {"from": "2028-03-06", "to": "2028-03-05"}


@pytest.mark.parametrize(
    "query", [{"from": "monday"}, {"to": "2028-02-30"}, {"to": "2028-03-06T25:00:00Z"}, {"x": "y"}, BACKWARDS]
)
def test_a_wrong_range_is_refused(function: Function, seeds: Seeds, query: dict[str, str]) -> None:
    seeds.provider()
    assert refused_fields(function, with_query(sample("list_time_off"), **query), seeds) == [*query][-1:]


def test_an_unknown_provider_is_not_found(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    event = with_path_id(sample("list_time_off"), PROVIDER_ID, UNKNOWN_ID)
    refused(function, event, seeds, 404, "provider-not-found")
