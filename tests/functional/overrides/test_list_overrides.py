"""GET /api/providers/{providerId}/overrides, through the function's entry point."""

from datetime import date

import pytest

from booking.providers.schedule import Window
from tests.functional.lambdas import PROVIDER_ID, UNKNOWN_ID, Function, sample, with_path_id, with_query
from tests.functional.refusals import refused, refused_fields
from tests.functional.seeds import Seeds

EASTER, TO_COME = date(2028, 4, 3), date(2027, 1, 1)


def test_the_sample_event_lists_a_year_of_overrides(function: Function, seeds: Seeds) -> None:
    provider = seeds.override(seeds.scheduled_provider(), TO_COME)
    seeds.override(provider, EASTER, [Window(480, 720)])
    answer = function(sample("list_overrides"))
    assert answer.status == 200
    assert "etag" not in answer.headers
    assert answer.json == {
        "providerId": PROVIDER_ID,
        "timezone": "Europe/Rome",
        "from": "2028-03-06",
        "to": "2029-03-06",
        "overrides": [{"date": "2028-04-03", "windows": [{"start": "08:00", "end": "12:00"}]}],
    }


def test_by_default_it_begins_today(function: Function, seeds: Seeds) -> None:
    seeds.override(seeds.scheduled_provider(), TO_COME)
    answer = function(with_query(sample("list_overrides")))
    assert (answer.json["from"], answer.json["to"]) == ("2027-01-01", "2028-01-01")
    assert answer.json["overrides"] == [{"date": "2027-01-01", "windows": []}]


def test_claims_of_these_dates_are_not_overrides(function: Function, seeds: Seeds) -> None:
    provider = seeds.scheduled_provider()
    seeds.appointment(provider)
    seeds.override(provider, EASTER)
    answer = function(with_query(sample("list_overrides"), **{"from": "2028-03-01", "to": "2028-04-03"}))
    assert [override["date"] for override in answer.json["overrides"]] == ["2028-04-03"]


def test_a_provider_without_overrides_has_an_empty_list(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    assert function(sample("list_overrides")).json["overrides"] == []


@pytest.mark.parametrize(
    "query", [{"from": "soon"}, {"from": "2028-03-06", "to": "2028-03-05"}, {"date": "2028-03-06"}]
)
def test_a_wrong_range_is_refused(function: Function, seeds: Seeds, query: dict[str, str]) -> None:
    seeds.provider()
    assert refused_fields(function, with_query(sample("list_overrides"), **query), seeds) == [[*query][-1]]


def test_an_unknown_provider_is_not_found(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    event = with_path_id(sample("list_overrides"), PROVIDER_ID, UNKNOWN_ID)
    refused(function, event, seeds, 404, "provider-not-found")
