"""GET /api/providers/{providerId}/services, through the function's entry point."""

import pytest

from tests.functional.lambdas import PROVIDER_ID, UNKNOWN_ID, Function, load, sample, with_path_id, with_query
from tests.functional.refusals import refused, refused_fields
from tests.functional.seeds import Seeds


def test_the_sample_event_answers_with_all_services_by_id(function: Function, seeds: Seeds) -> None:
    provider = seeds.scheduled_provider()
    seeds.appointment(provider)
    for service_id in ("massage", "check-up", "check"):
        seeds.service(provider, service_id)
    load("retire_service")(sample("retire_service"))
    answer = function(sample("list_services"))
    assert (answer.status, answer.headers["cache-control"], "etag" in answer.headers) == (200, "no-store", False)
    assert [(item["serviceId"], item["active"]) for item in answer.json["items"]] == [
        *(("check", True), ("check-up", True), ("massage", False))
    ]


def test_an_item_is_what_is_read_of_the_service_alone(function: Function, seeds: Seeds) -> None:
    seeds.service(seeds.scheduled_provider())
    assert function(sample("list_services")).json["items"] == [load("get_service")(sample("get_service")).json]


def test_a_provider_without_services_has_an_empty_list(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    assert function(sample("list_services")).json == {"items": []}


@pytest.mark.parametrize("provider_id", [UNKNOWN_ID, "x", "x" * 3000])
def test_an_unknown_provider_is_not_found(function: Function, seeds: Seeds, provider_id: str) -> None:
    seeds.service(seeds.scheduled_provider())
    event = with_path_id(sample("list_services"), PROVIDER_ID, provider_id)
    refused(function, event, seeds, 404, "provider-not-found")


def test_services_that_are_left_without_their_provider_are_those_of_nobody(function: Function, seeds: Seeds) -> None:
    """Somebody has deleted it by hand."""
    seeds.service(seeds.scheduled_provider())
    seeds.table.restore([item for item in seeds.table.items() if item["SK"]["S"] != "PROVIDER"])
    refused(function, sample("list_services"), seeds, 404, "provider-not-found")


def test_an_unknown_query_parameter_is_refused(function: Function, seeds: Seeds) -> None:
    assert refused_fields(function, with_query(sample("list_services"), active="true"), seeds) == ["active"]
