"""PUT /api/providers/{providerId}/services/{serviceId}, through the function's entry point."""

from typing import Any

import pytest

from booking.calls.caller import Caller
from tests.callers import CUSTOMER, DESK, PROVIDER, THERAPIST
from tests.functional.lambdas import (
    PROVIDER_ID,
    UNKNOWN_ID,
    Event,
    Function,
    load,
    sample,
    with_body,
    with_caller,
    with_headers,
    with_path_id,
    with_query,
)
from tests.functional.refusals import refused, refused_fields
from tests.functional.seeds import HITS_NOTHING, Seeds

RULES = {
    "bufferBefore": None,
    "bufferAfter": 15,
    "slotInterval": 30,
    "minNoticeMinutes": 120,
    "minNoticeDays": None,
    "maxAdvanceDays": 90,
    "maxPerDay": 4,
    "maxPerWeek": None,
    "cancelCutoffMinutes": None,
    "rescheduleCutoffMinutes": None,
}
THREE = ["duration", "slotInterval", "minNoticeMinutes"]
MASSAGE = {"name": "Massage", "duration": 45}


def put(*, if_match: str | None = None, **fields: Any) -> Event:
    """The sample with other fields."""
    return with_headers(with_body(sample("set_service"), MASSAGE | fields), if_match=if_match)


def item_of(seeds: Seeds, kind: str) -> dict[str, Any]:
    (item,) = (item for item in seeds.table.items() if item["SK"]["S"].startswith(kind))
    return item


def test_the_sample_event_sets_a_new_service(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    answer = function(sample("set_service"))
    assert (answer.status, answer.headers["etag"], answer.headers["cache-control"]) == (201, '"1"', "no-store")
    assert answer.json == {
        "providerId": PROVIDER_ID,
        "serviceId": "massage",
        "name": "Massage",
        "description": "Neck and shoulders",
        "duration": 45,
        "active": True,
        **RULES,
        "version": 1,
        "createdAt": "2027-01-01T12:00:00Z",
        "updatedAt": "2027-01-01T12:00:00Z",
        **HITS_NOTHING,
    }


def test_it_is_read_as_it_was_set(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    answer = function(sample("set_service"))
    assert load("get_service")(sample("get_service")).json | HITS_NOTHING == answer.json


def test_the_provider_and_its_fences_get_the_next_version(function: Function, seeds: Seeds) -> None:
    provider = seeds.scheduled_provider()
    function(sample("set_service"))
    versions = [item["version"]["N"] for item in seeds.table.items() if item["SK"]["S"][:5] in {"PROVI", "FENCE"}]
    assert versions == [str(provider.version + 1)] * 9


def test_a_new_provider_keeps_its_slots_from_now_on(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    function(put())
    event = with_body(with_headers(sample("update_provider"), if_match=None), {"slotMinutes": 30})
    assert refused_fields(load("update_provider"), event, seeds) == ["slotMinutes"]


def test_other_terms_replace_all(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    function(sample("set_service"))
    answer = function(put(maxPerWeek=9))
    assert (answer.status, answer.headers["etag"], answer.json["version"]) == (200, '"2"', 2)
    assert answer.json | dict.fromkeys(RULES) == answer.json | dict.fromkeys(RULES)
    assert (answer.json["description"], answer.json["maxPerWeek"], answer.json["bufferAfter"]) == (None, 9, None)


@pytest.mark.parametrize("if_match", [None, '"1"', '"7"', 'W/"1"'])
def test_the_same_terms_write_nothing(function: Function, seeds: Seeds, if_match: str | None) -> None:
    seeds.scheduled_provider()
    function(put(bufferAfter=None))
    before = seeds.snapshot()
    answer = function(put(if_match=if_match, minNoticeDays=None))
    assert (answer.status, answer.headers["etag"]) == (200, '"1"')
    assert seeds.snapshot() == before


def test_a_retired_service_comes_back_to_the_index(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    function(sample("set_service"))
    load("retire_service")(sample("retire_service"))
    assert "GSI1PK" not in item_of(seeds, "SERVICE#")
    answer = function(sample("set_service"))
    assert (answer.status, answer.json["active"], answer.json["version"]) == (200, True, 3)
    assert item_of(seeds, "SERVICE#")["GSI1SK"]["S"] == f"massage#{PROVIDER_ID}"


def test_a_whole_day_is_set_where_it_can_be(function: Function, seeds: Seeds) -> None:
    seeds.provider(slot_minutes=60)
    assert function(put(duration="day")).json["duration"] == "day"


@pytest.mark.parametrize("if_match", ['"2"', 'W/"1"'])
@pytest.mark.parametrize("is_there", [True, False])
def test_another_version_is_refused(function: Function, seeds: Seeds, if_match: str, is_there: bool) -> None:
    seeds.scheduled_provider()
    if is_there:
        function(put())
    refused(function, put(maxPerDay=1, if_match=if_match), seeds, 412, "version-mismatch")


def test_a_star_names_only_what_exists(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    refused(function, put(if_match="*"), seeds, 412, "version-mismatch")
    function(put())
    assert function(put(maxPerDay=1, if_match="*")).json["version"] == 2


def test_a_provider_that_does_not_exist_has_no_services(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    for provider_id in (UNKNOWN_ID, "x"):
        refused(function, with_path_id(put(), PROVIDER_ID, provider_id), seeds, 404, "provider-not-found")


@pytest.mark.parametrize("service_id", ["Massage", "deep massage", "x" * 65, "café", "a_b", "a\n", "٣"])
def test_an_id_has_other_characters(function: Function, seeds: Seeds, service_id: str) -> None:
    seeds.provider()
    assert refused_fields(function, with_path_id(put(), "massage", service_id), seeds) == ["serviceId"]


@pytest.mark.parametrize("service_id", ["a", "x" * 64, "-", "7", "deep-massage-90"])
def test_any_other_id_is_taken(function: Function, seeds: Seeds, service_id: str) -> None:
    seeds.provider()
    assert function(with_path_id(put(), "massage", service_id)).json["serviceId"] == service_id


@pytest.mark.parametrize(
    "fields",
    [
        {"name": None},
        {"name": " "},
        {"name": "x" * 201},
        {"duration": None},
        {"duration": 0},
        {"duration": "45"},
        {"duration": True},
        {"duration": 45.5},
        {"duration": 1445},
        {"duration": "days"},
        {"duration": [45]},
        {"description": 7},
        {"description": "x" * 1001},
        {"bufferBefore": -5},
        {"bufferAfter": 1445},
        {"slotInterval": 0},
        {"minNoticeMinutes": 525_601},
        {"minNoticeDays": 731},
        {"maxAdvanceDays": 0},
        {"maxAdvanceDays": 731},
        {"maxPerDay": 0},
        {"maxPerWeek": 101},
        {"cancelCutoffMinutes": -1},
        {"rescheduleCutoffMinutes": "60"},
        {"active": True},
        {"serviceId": "massage"},
    ],
)
def test_a_value_out_of_its_range_is_refused_by_its_field(
    function: Function, seeds: Seeds, fields: dict[str, Any]
) -> None:
    seeds.scheduled_provider()
    assert refused_fields(function, put(**fields), seeds) == [*fields]


@pytest.mark.parametrize(
    ("fields", "faulty"),
    [
        ({"duration": 50}, ["duration"]),
        ({"duration": 255}, ["duration"]),
        ({"duration": "day"}, ["duration", "duration"]),
        ({"bufferAfter": 20}, ["bufferAfter"]),
        ({"bufferBefore": 300, "bufferAfter": 300}, ["bufferBefore"]),
        ({"minNoticeDays": 9, "maxAdvanceDays": 8}, ["minNoticeDays"]),
        (
            {"duration": 50, "slotInterval": 20, "maxAdvanceDays": 1, "minNoticeMinutes": 1500},
            ["duration", "slotInterval", "minNoticeMinutes"],
        ),
    ],
)
def test_what_does_not_fit_the_provider_is_refused_by_its_field(
    function: Function, seeds: Seeds, fields: dict[str, Any], faulty: list[str]
) -> None:
    """Open on Mondays, four hours at most, in slots of 15 minutes."""
    seeds.scheduled_provider()
    assert refused_fields(function, put(**fields), seeds) == faulty


def test_15_0_is_a_whole_number(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    assert function(put(duration=45.0, bufferAfter=15.0)).json["duration"] == 45


def test_every_fault_is_named_at_once(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    event = with_query(put(name=None, duration="x", maxPerDay=0, active=True, if_match="1"), pretty="1")
    event = with_path_id(event, "massage", "Massage")
    assert {*refused_fields(function, event, seeds)} == {
        *("pretty", "serviceId", "If-Match", "name", "duration", "maxPerDay", "active")
    }


def test_a_provider_sets_its_own_services(function: Function, seeds: Seeds) -> None:
    seeds.give_subject(seeds.scheduled_provider(), THERAPIST)
    assert function(with_caller(put(), PROVIDER)).status == 201


@pytest.mark.parametrize("caller", [PROVIDER, DESK, CUSTOMER])
def test_others_set_none(function: Function, seeds: Seeds, caller: Caller) -> None:
    seeds.scheduled_provider()
    refused(function, with_caller(put(), caller), seeds, 403, "forbidden")


def test_a_dry_run_answers_as_the_change_would_and_writes_nothing(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    function(sample("set_service"))
    before = seeds.snapshot()
    answer = function(with_query(put(maxPerDay=2), dryRun="true"))
    assert (answer.status, "etag" in answer.headers, answer.json["maxPerDay"]) == (200, False, 2)
    assert answer.json["version"] == 1
    assert seeds.snapshot() == before


def test_a_dry_run_of_a_new_service_makes_none(function: Function, seeds: Seeds, capsys: Any) -> None:
    seeds.scheduled_provider()
    before = seeds.snapshot()
    answer = function(with_query(put(), dryRun="true"))
    assert (answer.status, "etag" in answer.headers, answer.json["version"]) == (200, False, 1)
    assert (seeds.snapshot(), capsys.readouterr().out) == (before, "")


def test_a_dry_run_is_refused_as_the_change_would_be(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    assert refused_fields(function, with_query(put(duration=50), dryRun="true"), seeds) == ["duration"]
    assert refused_fields(function, with_query(put(), dryRun="yes"), seeds) == ["dryRun"]
