"""GET /api/providers/{providerId}/availability/next, through the function's entry point."""

import pytest

from tests.functional.lambdas import PROVIDER_ID, UNKNOWN_ID, Function, sample, with_headers, with_path_id, with_query
from tests.functional.refusals import refused, refused_fields
from tests.functional.seeds import Seeds


def test_the_sample_event_answers_with_the_three_soonest(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    answer = function(sample("find_next_openings"))
    monday = "2027-01-04"
    assert (answer.status, answer.headers["cache-control"]) == (200, "private, no-cache")
    assert answer.json == {
        "providerId": PROVIDER_ID,
        "timezone": "Europe/Rome",
        "availableSlots": [
            {"startTime": f"{monday}T{start}:00+01:00", "endTime": f"{monday}T{end}:00+01:00"}
            for start, end in (("09:00", "09:30"), ("09:30", "10:00"), ("10:00", "10:30"))
        ],
        "searchedUntil": "2027-01-08T00:00:00+01:00",
    }


def test_without_a_limit_it_is_the_soonest(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    assert len(function(with_query(sample("find_next_openings"))).json["availableSlots"]) == 1


def test_a_provider_without_a_schedule_has_none_up_to_the_horizon(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    answer = function(sample("find_next_openings")).json
    assert (answer["availableSlots"], answer["searchedUntil"]) == ([], "2029-01-01T00:00:00+01:00")


def test_what_the_client_has_already_is_not_sent_again(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    first = function(sample("find_next_openings"))
    again = function(with_headers(sample("find_next_openings"), if_none_match=first.headers["etag"]))
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize("limit", ["0", "51", "-1", "1.0", "", "all", "1e1"])
def test_a_limit_is_1_to_50(function: Function, seeds: Seeds, limit: str) -> None:
    seeds.scheduled_provider()
    assert refused_fields(function, with_query(sample("find_next_openings"), limit=limit), seeds) == ["limit"]


def test_an_unknown_provider_is_not_found(function: Function, seeds: Seeds) -> None:
    event = with_path_id(sample("find_next_openings"), PROVIDER_ID, UNKNOWN_ID)
    refused(function, event, seeds, 404, "provider-not-found")


def test_an_unknown_service_is_not_found(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    event = with_query(sample("find_next_openings"), serviceId="haircut")
    refused(function, event, seeds, 404, "service-not-found")
