"""DELETE /api/providers/{providerId}/overrides/{date}, through the function's entry point."""

from datetime import date

from tests.functional.affected import NOT_AFFECTED
from tests.functional.lambdas import PROVIDER_ID, UNKNOWN_ID, Function, sample, with_headers, with_path_id
from tests.functional.refusals import refused, refused_fields
from tests.functional.seeds import Seeds

EASTER = date(2028, 4, 3)
"""The date of the sample event."""


def test_the_sample_event_brings_the_week_back(function: Function, seeds: Seeds) -> None:
    seeds.override(seeds.scheduled_provider(), EASTER)
    answer = function(sample("remove_override"))
    assert (answer.status, answer.headers["etag"]) == (200, '"4"')
    assert answer.json == {"overrides": [], "version": 4} | NOT_AFFECTED
    assert not [item for item in seeds.snapshot() if "windows" in item]


def test_a_repeat_answers_the_same_and_writes_nothing(function: Function, seeds: Seeds) -> None:
    seeds.override(seeds.scheduled_provider(), EASTER)
    first = function(sample("remove_override"))
    before = seeds.snapshot()
    again = function(with_headers(sample("remove_override"), if_match='"1"'))
    assert (again.status, again.json, seeds.snapshot()) == (200, first.json, before)


def test_another_version_is_left_alone(function: Function, seeds: Seeds) -> None:
    seeds.override(seeds.scheduled_provider(), EASTER)
    refused(function, with_headers(sample("remove_override"), if_match='"2"'), seeds, 412, "version-mismatch")


def test_a_date_that_is_over_keeps_its_override(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    event = with_path_id(sample("remove_override"), EASTER.isoformat(), "2026-12-31")
    assert refused_fields(function, event, seeds) == ["date"]


def test_an_unknown_provider_is_not_found(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    event = with_path_id(sample("remove_override"), PROVIDER_ID, UNKNOWN_ID)
    refused(function, event, seeds, 404, "provider-not-found")
