"""PATCH /api/providers/{providerId}, through the function's entry point."""

from typing import Any

import pytest

from tests.callers import ADMIN, CUSTOMER, PROVIDER, THERAPIST
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
from tests.functional.seeds import UNRULED, Seeds

MERGE_PATCH = "application/merge-patch+json"


def patch(*, if_match: str | None = None, **fields: Any) -> Event:
    """The sample with other fields."""
    return with_headers(with_body(sample("update_provider"), fields), if_match=if_match)


def test_the_sample_event_changes_the_email_and_nothing_else(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    answer = function(sample("update_provider"))
    assert (answer.status, answer.headers["etag"], answer.headers["cache-control"]) == (200, '"3"', "no-store")
    closed: dict[str, list[Any]] = {
        day: [] for day in ("tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    }
    assert answer.json == {
        "id": PROVIDER_ID,
        "name": "Studio Bianchi",
        "email": "info@bianchi.example",
        "timezone": "Europe/Rome",
        "slotMinutes": 15,
        "appointmentDuration": 30,
        "weeklySchedule": {
            "monday": [{"start": "09:00", "end": "12:30"}, {"start": "14:00", "end": "18:00"}],
            **closed,
        },
        "version": 3,
        "createdAt": "2026-12-31T12:00:00Z",
        "updatedAt": "2027-01-01T12:00:00Z",
        **UNRULED,
        "subject": None,
    }


@pytest.mark.parametrize(
    ("fields", "changed"),
    [
        ({"name": "Studio Verdi"}, {"name": "Studio Verdi"}),
        ({"email": None}, {"email": None}),
        ({"subject": "sub-1"}, {"subject": "sub-1"}),
        ({"name": "Studio Verdi", "email": "b@b.example"}, {"name": "Studio Verdi", "email": "b@b.example"}),
    ],
)
def test_the_fields_that_are_sent_are_changed(
    function: Function, seeds: Seeds, fields: dict[str, Any], changed: dict[str, Any]
) -> None:
    seeds.provider()
    before = {"name": "Studio Bianchi", "email": "a@b.example", "subject": None}
    after = function(patch(**fields)).json
    assert {name: after[name] for name in before} == before | changed


def test_null_clears_what_was_set_before(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    function(patch(subject="sub-1"))
    cleared = function(patch(subject=None, email=None)).json
    assert (cleared["subject"], cleared["email"], cleared["version"]) == (None, None, 3)
    (item,) = (item for item in seeds.table.items() if item["SK"]["S"] == "PROVIDER")
    assert not {"subject", "email"} & item.keys()


def test_the_list_of_providers_is_sorted_by_the_new_name(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    function(patch(name="Studio Verdi"))
    (item,) = (item for item in seeds.table.items() if item["SK"]["S"] == "PROVIDER")
    assert (item["GSI1PK"]["S"], item["GSI1SK"]["S"]) == ("PROVIDERS", "studio verdi")


@pytest.mark.parametrize("fields", [{}, {"name": "Studio Bianchi"}, {"email": "a@b.example", "subject": None}])
@pytest.mark.parametrize("if_match", [None, '"1"', '"7"', 'W/"1"'])
def test_what_changes_nothing_writes_nothing(
    function: Function, seeds: Seeds, fields: dict[str, Any], if_match: str | None
) -> None:
    seeds.provider()
    before = seeds.snapshot()
    answer = function(patch(**fields, if_match=if_match))
    assert (answer.status, answer.headers["etag"]) == (200, '"1"')
    assert seeds.snapshot() == before


@pytest.mark.parametrize("if_match", ['"1"', '"7", "1"', "*", None])
def test_the_write_happens_on_the_version_that_if_match_names(
    function: Function, seeds: Seeds, if_match: str | None
) -> None:
    seeds.provider()
    assert function(patch(name="Studio Verdi", if_match=if_match)).json["version"] == 2


@pytest.mark.parametrize("if_match", ['"2"', 'W/"1"'])
def test_another_version_is_refused(function: Function, seeds: Seeds, if_match: str) -> None:
    seeds.provider()
    refused(function, patch(name="Studio Verdi", if_match=if_match), seeds, 412, "version-mismatch")


def test_what_is_no_entity_tag_is_refused_by_the_headers_name(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    assert refused_fields(function, patch(name="Studio Verdi", if_match="1"), seeds) == ["If-Match"]


@pytest.mark.parametrize(
    "media_type", [MERGE_PATCH, f"{MERGE_PATCH}; charset=utf-8", "Application/Merge-Patch+JSON", "application/json"]
)
def test_a_merge_patch_may_be_called_so(function: Function, seeds: Seeds, media_type: str) -> None:
    seeds.provider()
    assert function(with_headers(patch(name="Studio Verdi"), content_type=media_type)).json["version"] == 2


def test_another_media_type_is_told_both_that_are_taken(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    event = with_headers(patch(name="Studio Verdi"), content_type="application/json-patch+json")
    answer = refused(function, event, seeds, 415, "unsupported-media-type")
    assert f"application/json or {MERGE_PATCH}" in answer.json["detail"]


@pytest.mark.parametrize("provider_id", [UNKNOWN_ID, "x"])
@pytest.mark.parametrize("fields", [{}, {"name": "Studio Verdi"}])
def test_an_unknown_provider_is_not_found(
    function: Function, seeds: Seeds, provider_id: str, fields: dict[str, Any]
) -> None:
    refused(function, with_path_id(patch(**fields), PROVIDER_ID, provider_id), seeds, 404, "provider-not-found")


@pytest.mark.parametrize(
    "fields",
    [
        {"name": None},
        {"name": ""},
        {"name": " "},
        {"name": 1},
        {"name": "x" * 201},
        {"email": ""},
        {"email": "bianchi"},
        {"email": ["a@b.example"]},
        {"subject": ""},
        {"subject": 7},
        {"subject": "x" * 256},
        {"subject": "two\nlines"},
        {"timezone": "Europe/Rome"},
        {"slotMinutes": None},
        {"slotMinutes": 7},
        {"slotMinutes": "15"},
        {"bufferBefore": -5},
        {"bufferAfter": 10},
        {"slotInterval": 5},
        {"minNoticeMinutes": 525_601},
        {"minNoticeDays": 731},
        {"maxAdvanceDays": 0},
        {"maxPerDay": 0},
        {"maxPerWeek": 101},
        {"cancelCutoffMinutes": 1.5},
        {"rescheduleCutoffMinutes": True},
        {"version": 1},
        {"id": PROVIDER_ID},
    ],
)
def test_what_breaks_a_rule_is_refused_by_the_fields_name(
    function: Function, seeds: Seeds, fields: dict[str, Any]
) -> None:
    seeds.provider()
    assert refused_fields(function, patch(**fields), seeds) == [*fields]


def test_every_fault_is_named_at_once(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    event = with_query(patch(name=None, email="x", subject="", state="ACTIVE", if_match="1"), pretty="1")
    assert {*refused_fields(function, event, seeds)} == {"pretty", "If-Match", "name", "email", "subject", "state"}


def test_a_provider_sees_what_it_has_changed_of_itself_but_not_its_subject(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    function(patch(subject=THERAPIST))
    answer = function(with_caller(patch(name="Dr. Bianchi"), PROVIDER))
    assert (answer.json["name"], answer.json["email"], answer.headers["etag"]) == ("Dr. Bianchi", "a@b.example", '"3"')
    assert "subject" not in answer.json


@pytest.mark.parametrize("fields", [{"subject": THERAPIST}, {"subject": None}, {"name": "Dr. Bianchi", "subject": "x"}])
def test_a_provider_sets_no_subject(function: Function, seeds: Seeds, fields: dict[str, Any]) -> None:
    seeds.provider()
    function(patch(subject=THERAPIST))
    refused(function, with_caller(patch(**fields), PROVIDER), seeds, 403, "forbidden")


def test_another_provider_and_a_customer_are_refused(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    for caller in (PROVIDER, CUSTOMER):
        refused(function, with_caller(patch(name="Dr. Bianchi"), caller), seeds, 403, "forbidden")
    assert function(with_caller(patch(name="Dr. Bianchi"), ADMIN)).status == 200


RULES: dict[str, Any] = {"bufferAfter": 15, "minNoticeMinutes": 120, "maxPerDay": 8, "cancelCutoffMinutes": 1440}


def test_rules_are_set_and_cleared_each_for_itself(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    ruled = function(patch(**RULES)).json
    assert {name: ruled[name] for name in UNRULED} == {**UNRULED, **RULES}
    cleared = function(patch(maxPerDay=None, bufferAfter=30)).json
    assert {name: cleared[name] for name in UNRULED} == {**UNRULED, **RULES, "maxPerDay": None, "bufferAfter": 30}
    assert function(patch(**dict.fromkeys(RULES))).json["version"] == 5


def test_cleared_rules_take_no_room(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    function(patch(**RULES))
    function(patch(**dict.fromkeys(RULES)))
    (item,) = (item for item in seeds.table.items() if item["SK"]["S"] == "PROVIDER")
    assert not RULES.keys() & item.keys()


def test_slots_are_changed_before_the_first_schedule(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    assert function(patch(slotMinutes=30)).json["slotMinutes"] == 30
    seeds.new_schedule(seeds.table.store().provider(PROVIDER_ID), duration=60)
    assert function(patch(slotMinutes=30)).json["version"] == 3
    answer = refused(function, patch(slotMinutes=15), seeds, 422, "validation-failed")
    assert "after the first schedule" in answer.json["detail"]


@pytest.mark.parametrize(
    ("fields", "faulty"),
    [
        ({"bufferBefore": 300, "bufferAfter": 300}, "bufferBefore"),
        ({"minNoticeDays": 61, "maxAdvanceDays": 60}, "minNoticeDays"),
        ({"minNoticeMinutes": 86_401, "maxAdvanceDays": 60}, "minNoticeMinutes"),
    ],
)
def test_rules_that_contradict_one_another_are_refused(
    function: Function, seeds: Seeds, fields: dict[str, Any], faulty: str
) -> None:
    seeds.scheduled_provider()
    assert refused_fields(function, patch(**fields), seeds) == [faulty]


def test_a_rule_that_a_service_contradicts_is_refused_and_names_it(function: Function, seeds: Seeds) -> None:
    provider = seeds.scheduled_provider()
    seeds.service(provider, "massage", min_notice_days=30)
    seeds.service(provider, "haircut")
    answer = refused(function, patch(maxAdvanceDays=20), seeds, 422, "validation-failed")
    assert answer.fields == ["maxAdvanceDays"]
    assert answer.json["detail"].endswith("service 'massage'.")
    load("retire_service")(sample("retire_service"))
    assert function(patch(maxAdvanceDays=20)).json["maxAdvanceDays"] == 20


def test_a_provider_sets_its_own_rules(function: Function, seeds: Seeds) -> None:
    seeds.give_subject(seeds.scheduled_provider(), THERAPIST)
    assert function(with_caller(patch(**RULES), PROVIDER)).json["maxPerDay"] == 8
