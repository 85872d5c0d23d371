"""DELETE /api/providers/{providerId}, through the function's entry point."""

import pytest

from booking.calls.caller import Caller
from tests.callers import CUSTOMER, DESK, PROVIDER, THERAPIST
from tests.functional.lambdas import (
    PROVIDER_ID,
    UNKNOWN_ID,
    Function,
    load,
    sample,
    with_caller,
    with_headers,
    with_path_id,
    with_query,
)
from tests.functional.refusals import refused, refused_fields
from tests.functional.seeds import HITS_NOTHING, Seeds

THIS = "deactivate_provider"


@pytest.fixture(autouse=True)
def _provider(seeds: Seeds) -> None:
    seeds.scheduled_provider()


def states(seeds: Seeds) -> set[str]:
    """Of the provider and its fences."""
    return {item["state"]["S"] for item in seeds.table.items() if item["SK"]["S"][:5] in {"PROVI", "FENCE"}}


def test_the_sample_event_changes_the_state_and_nothing_else(function: Function, seeds: Seeds) -> None:
    before = load("get_provider")(sample("get_provider")).json
    answer = function(sample(THIS))
    assert (answer.status, answer.headers["etag"]) == (200, '"3"')
    changed = {"active": False, "version": 3, "updatedAt": "2027-01-01T12:00:00Z"}
    assert answer.json == before | changed | HITS_NOTHING
    assert states(seeds) == {"INACTIVE"}


@pytest.mark.parametrize("if_match", [None, '"1"', 'W/"3"'])
def test_a_repeat_writes_nothing(function: Function, seeds: Seeds, if_match: str | None) -> None:
    first = function(sample(THIS))
    before = seeds.snapshot()
    assert function(with_headers(sample(THIS), if_match=if_match)).json == first.json
    assert seeds.snapshot() == before


@pytest.mark.parametrize("if_match", ['"2"', "*"])
def test_the_version_that_if_match_names_is_changed(function: Function, seeds: Seeds, if_match: str) -> None:
    assert function(with_headers(sample(THIS), if_match=if_match)).json["version"] == 3


def test_another_version_is_refused(function: Function, seeds: Seeds) -> None:
    refused(function, with_headers(sample(THIS), if_match='"1"'), seeds, 412, "version-mismatch")


@pytest.mark.parametrize("provider_id", [UNKNOWN_ID, "x"])
def test_an_unknown_provider_is_not_found(function: Function, seeds: Seeds, provider_id: str) -> None:
    refused(function, with_path_id(sample(THIS), PROVIDER_ID, provider_id), seeds, 404, "provider-not-found")


def test_an_unknown_query_parameter_is_refused(function: Function, seeds: Seeds) -> None:
    assert refused_fields(function, with_query(sample(THIS), reason="x"), seeds) == ["reason"]


@pytest.mark.parametrize("caller", [PROVIDER, DESK, CUSTOMER])
def test_only_admins_may_not_even_the_provider_itself(function: Function, seeds: Seeds, caller: Caller) -> None:
    seeds.give_subject(seeds.table.store().provider(PROVIDER_ID), THERAPIST)
    refused(function, with_caller(sample(THIS), caller), seeds, 403, "forbidden")


@pytest.mark.parametrize("is_dry", [True, False])
def test_all_appointments_to_come_are_hit(function: Function, seeds: Seeds, is_dry: bool) -> None:
    provider = seeds.table.store().provider(PROVIDER_ID)
    booked, before = seeds.appointment(provider), seeds.snapshot()
    response = function(with_query(sample(THIS), dryRun="true") if is_dry else sample(THIS))
    answer = response.json
    assert ("etag" in response.headers) is not is_dry
    assert [(hit["id"], hit["reasons"]) for hit in answer["affectedAppointments"]] == [
        (booked.id, ["provider-inactive"])
    ]
    assert (answer["active"], answer["version"]) == (False, 2 if is_dry else 3)
    assert (seeds.snapshot() == before) is is_dry
