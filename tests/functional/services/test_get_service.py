"""GET /api/providers/{providerId}/services/{serviceId}, through the function's entry point."""

import pytest

from tests.functional.lambdas import PROVIDER_ID, UNKNOWN_ID, Function, load, sample, with_path_id, with_query
from tests.functional.refusals import refused, refused_fields
from tests.functional.seeds import Seeds


def test_the_sample_event_answers_with_the_service(function: Function, seeds: Seeds) -> None:
    seeds.service(seeds.scheduled_provider(), max_per_day=4)
    answer = function(sample("get_service"))
    assert (answer.status, answer.headers["etag"]) == (200, '"1"')
    assert (answer.json["name"], answer.json["duration"], answer.json["maxPerDay"]) == ("Massage", 30, 4)


def test_a_retired_service_is_read_too(function: Function, seeds: Seeds) -> None:
    seeds.service(seeds.scheduled_provider())
    load("retire_service")(sample("retire_service"))
    assert function(sample("get_service")).json["active"] is False


@pytest.mark.parametrize(("old", "new"), [("massage", "haircut"), (PROVIDER_ID, UNKNOWN_ID), (PROVIDER_ID, "x" * 3000)])
def test_what_there_is_not_is_not_found(function: Function, seeds: Seeds, old: str, new: str) -> None:
    seeds.service(seeds.scheduled_provider())
    refused(function, with_path_id(sample("get_service"), old, new), seeds, 404, "service-not-found")


def test_what_can_be_no_id_is_refused(function: Function, seeds: Seeds) -> None:
    assert refused_fields(function, with_path_id(sample("get_service"), "massage", "Massage"), seeds) == ["serviceId"]


def test_an_unknown_query_parameter_is_refused(function: Function, seeds: Seeds) -> None:
    assert refused_fields(function, with_query(sample("get_service"), fields="name"), seeds) == ["fields"]
