"""POST /api/providers/{providerId}/time-off, through the function's entry point."""

import pytest

from booking.time_off.time_off import MOST_LISTED
from tests.engine import call
from tests.functional.affected import NOT_AFFECTED, hit
from tests.functional.lambdas import (
    PROVIDER_ID,
    UNKNOWN_ID,
    Function,
    sample,
    with_body,
    with_headers,
    with_path_id,
    with_query,
)
from tests.functional.refusals import refused, refused_fields
from tests.functional.seeds import Seeds

AFTERNOON = {"startTime": "2028-03-06T13:00:00+01:00", "endTime": "2028-03-06T17:00:00+01:00"}


def test_the_sample_event_adds_a_week(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    answer = function(sample("add_time_off"))
    entry_id = answer.json["id"]
    assert (answer.status, answer.headers["etag"], answer.headers["location"]) == (201, '"1"', f"time-off/{entry_id}")
    assert answer.json == {
        "providerId": PROVIDER_ID,
        "id": entry_id,
        "startTime": "2028-03-19T23:00:00Z",
        "endTime": "2028-03-24T23:00:00Z",
        "fromDate": "2028-03-20",
        "toDate": "2028-03-24",
        "reason": "On holiday",
        "removed": False,
        "version": 1,
        "createdAt": "2027-01-01T12:00:00Z",
        "updatedAt": "2027-01-01T12:00:00Z",
        **NOT_AFFECTED,
    }


def test_instants_have_no_dates(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    made = function(with_body(sample("add_time_off"), AFTERNOON)).json
    assert (made["startTime"], made["endTime"]) == ("2028-03-06T12:00:00Z", "2028-03-06T16:00:00Z")
    assert (made["fromDate"], made["toDate"], made["reason"]) == (None, None, None)


def test_the_entry_the_list_and_the_provider_are_written_together(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    entry_id = function(sample("add_time_off")).json["id"]
    stored = {item["SK"]["S"]: item for item in seeds.snapshot()}
    assert stored["TIMEOFF"]["entries"]["L"] == [
        {"L": [{"S": "2028-03-19T23:00:00Z"}, {"S": "2028-03-24T23:00:00Z"}, {"S": entry_id}]}
    ]
    assert stored[f"TIMEOFF#{entry_id}"]["reason"] == {"S": "On holiday"}
    assert (stored["PROVIDER"]["version"], stored["PROVIDER"]["hasTimeOff"]) == ({"N": "3"}, {"BOOL": True})
    assert {stored[f"FENCE#{number}"]["version"]["N"] for number in range(8)} == {"3"}


def test_a_repeat_with_the_key_writes_nothing(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    first = function(sample("add_time_off"))
    before = seeds.snapshot()
    again = function(sample("add_time_off"))
    assert (again.status, again.json, again.headers["idempotent-replayed"]) == (201, first.json, "true")
    assert seeds.snapshot() == before


def test_a_dry_run_names_the_appointments_in_this_time_and_writes_nothing(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    before = seeds.snapshot()
    event = with_body(sample("add_time_off"), {"fromDate": "2028-03-06", "toDate": "2028-03-06"})
    answer = function(with_query(event, dryRun="true"))
    assert (answer.status, {"location", "etag"} & {*answer.headers}, seeds.snapshot()) == (200, set(), before)
    assert answer.json["affectedAppointments"] == [hit("time-off")]


def test_the_key_of_another_request_is_refused(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    function(sample("add_time_off"))
    refused(function, with_body(sample("add_time_off"), AFTERNOON), seeds, 422, "idempotency-key-reused")


def test_a_full_list_is_refused(function: Function, seeds: Seeds) -> None:
    entry = seeds.time_off(seeds.scheduled_provider())
    store = seeds.table.store()
    provider = store.provider(PROVIDER_ID)
    listed = {f"{number}": entry.interval for number in range(MOST_LISTED)}
    store.save_time_off(provider, entry, entry.removed(call().origin()), listed, call())
    refused(function, sample("add_time_off"), seeds, 422, "too-much-time-off")


DATES = {"fromDate": "2028-03-06", "toDate": "2028-03-06"}


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["startTime", "endTime"]),
        ({"reason": "x"}, ["startTime", "endTime"]),
        ({"startTime": AFTERNOON["startTime"]}, ["endTime"]),
        ({"toDate": "2028-03-06"}, ["fromDate"]),
        ({**AFTERNOON, **DATES}, ["fromDate", "toDate"]),
        ({**AFTERNOON, "toDate": "2028-03-06"}, ["toDate"]),
        ({"startTime": AFTERNOON["startTime"], "toDate": "2028-03-06"}, ["toDate"]),
        ({**AFTERNOON, "endTime": AFTERNOON["startTime"]}, ["endTime"]),
        ({**AFTERNOON, "startTime": "2028-03-06T13:00:00.5+01:00"}, ["startTime"]),
        ({**AFTERNOON, "startTime": "2028-03-06"}, ["startTime"]),
        ({**DATES, "fromDate": "2028-03-07"}, ["toDate"]),
        ({**DATES, "toDate": "2028-02-30"}, ["toDate"]),
        ({"fromDate": "2026-12-30", "toDate": "2026-12-31"}, ["toDate"]),
        ({"fromDate": "2028-01-01", "toDate": "2029-01-01"}, ["toDate"]),
        ({"fromDate": "2029-01-01", "toDate": "2029-01-02"}, ["fromDate"]),
        ({**DATES, "reason": "x" * 501}, ["reason"]),
        ({**DATES, "removed": True}, ["removed"]),
    ],
)
def test_a_wrong_body_is_refused(function: Function, seeds: Seeds, body: object, fields: list[str]) -> None:
    seeds.provider()
    assert refused_fields(function, with_body(sample("add_time_off"), body), seeds) == fields


def test_null_is_as_good_as_left_out(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    body = {**AFTERNOON, "fromDate": None, "toDate": None, "reason": None}
    assert function(with_body(sample("add_time_off"), body)).status == 201


def test_a_short_key_is_refused(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    event = with_headers(sample("add_time_off"), idempotency_key="short")
    assert refused_fields(function, event, seeds) == ["Idempotency-Key"]


def test_an_unknown_provider_is_not_found(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    event = with_path_id(sample("add_time_off"), PROVIDER_ID, UNKNOWN_ID)
    refused(function, event, seeds, 404, "provider-not-found")
