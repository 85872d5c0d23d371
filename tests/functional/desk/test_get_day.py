"""GET /api/providers/{providerId}/day, through the function's entry point."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from booking.appointments.items import appointment_key
from booking.dynamodb.codec import to_wire
from booking.providers.schedule import Window
from tests.callers import DESK
from tests.engine import NOW, Table
from tests.functional.lambdas import (
    APPOINTMENT_ID,
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
from tests.functional.seeds import START, Seeds

ALL_DAY = {"monday": [Window(0, 24 * 60)], "tuesday": [Window(0, 24 * 60)]}
OVER_MIDNIGHT = {"monday": [Window(1410, 1440)], "tuesday": [Window(0, 60)]}
LATE = datetime(2028, 3, 6, 22, 30, tzinfo=UTC)
"""23:30 in Rome."""


def stretch(first: str, last: str, day: str = "2028-03-06") -> dict[str, str]:
    return {"startTime": f"{day}T{first}:00+01:00", "endTime": f"{day}T{last}:00+01:00"}


def test_the_sample_event_answers_with_the_day(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    answer = function(sample("get_day"))
    (appointment,) = answer.json.pop("appointments")
    assert (answer.status, answer.headers["cache-control"]) == (200, "no-store")
    assert answer.json == {
        "provider": {"id": PROVIDER_ID, "name": "Studio Bianchi", "active": True},
        "date": "2028-03-06",
        "timezone": "Europe/Rome",
        "windows": [stretch("09:00", "12:30"), stretch("14:00", "18:00")],
        "timeOff": [],
        "detailsLeftOut": False,
        "taken": [],
        "free": [stretch("09:00", "09:30"), stretch("10:00", "12:30"), stretch("14:00", "18:00")],
        "unresolved": 0,
        "archived": False,
    }
    assert appointment == {**load("get_appointment")(sample("get_appointment")).json, "unresolved": False}


def test_an_appointment_that_the_rules_would_no_longer_put_there_is_unresolved(
    function: Function, seeds: Seeds
) -> None:
    provider = seeds.scheduled_provider()
    seeds.appointment(provider)
    seeds.override(provider, START.date(), [Window(14 * 60, 18 * 60)])
    answer = function(sample("get_day")).json
    assert (answer["unresolved"], answer["windows"]) == (1, [stretch("14:00", "18:00")])
    assert answer["appointments"][0]["unresolved"]
    assert answer["appointments"][0]["allowedActions"] == ["reschedule", "cancel", "edit", "keep"]
    load("keep_appointment")(sample("keep_appointment"))
    assert function(sample("get_day")).json["unresolved"] == 0


def test_time_off_is_named_and_its_time_is_not_free(function: Function, seeds: Seeds) -> None:
    entry = seeds.time_off(seeds.scheduled_provider())
    answer = function(with_query(sample("get_day"), date="2028-03-20")).json
    assert answer["timeOff"] == [
        {"id": entry.id, "startTime": "2028-03-20T00:00:00+01:00", "endTime": "2028-03-25T00:00:00+01:00"}
    ]
    assert (len(answer["windows"]), answer["free"]) == (2, [])
    assert function(sample("get_day")).json["timeOff"] == []


def test_a_cancelled_appointment_is_not_drawn_and_its_time_is_free(function: Function, seeds: Seeds) -> None:
    seeds.cancelled_appointment(seeds.scheduled_provider())
    answer = function(sample("get_day")).json
    assert (answer["appointments"], answer["free"]) == ([], answer["windows"])


def test_an_appointment_over_midnight_is_on_both_dates(function: Function, seeds: Seeds) -> None:
    provider = seeds.scheduled_provider(week=OVER_MIDNIGHT, duration=60)
    seeds.appointment(provider, start=LATE)
    days = [function(with_query(sample("get_day"), date=day)).json for day in ("2028-03-06", "2028-03-07")]
    assert [[each["id"] for each in day["appointments"]] for day in days] == [[APPOINTMENT_ID]] * 2
    assert [day["free"] for day in days] == [[], [stretch("00:30", "01:00", "2028-03-07")]]


def test_past_time_is_not_free(function: Function, seeds: Seeds, set_clock: Callable[[datetime], None]) -> None:
    seeds.scheduled_provider()
    set_clock(START + timedelta(minutes=7))
    assert function(sample("get_day")).json["free"][0] == stretch("09:45", "12:30")
    set_clock(NOW)


def test_an_owner_that_is_missing_is_taken_and_counted(
    function: Function, seeds: Seeds, table: Table, capsys: pytest.CaptureFixture[str]
) -> None:
    appointment = seeds.appointment(seeds.scheduled_provider())
    table.client.delete_item(TableName=table.name, Key=to_wire(appointment_key(appointment.id)))
    answer = function(sample("get_day")).json
    assert (answer["appointments"], answer["taken"]) == ([], [stretch("09:30", "10:00")])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["OwnerUnreadable"] for line in lines if "OwnerUnreadable" in line] == [[1.0]]
    assert [line["appointment_id"] for line in lines if line.get("message") == "owner_unreadable"] == [APPOINTMENT_ID]


def test_an_owner_that_is_damaged_is_taken(function: Function, seeds: Seeds, table: Table) -> None:
    appointment = seeds.appointment(seeds.scheduled_provider())
    (item,) = [item for item in table.items() if item["SK"]["S"] == "APPOINTMENT"]
    table.put([{**item, "status": {"S": "LOST"}}])
    answer = function(sample("get_day")).json
    assert (answer["appointments"], answer["taken"]) == ([], [stretch("09:30", "10:00")])
    assert appointment.is_confirmed


def test_a_day_whose_claims_are_gone_is_read_from_the_index(
    function: Function, seeds: Seeds, table: Table, set_clock: Callable[[datetime], None]
) -> None:
    seeds.appointment(seeds.scheduled_provider())
    for item in table.items():
        if item["SK"]["S"].startswith("SLOT#"):
            table.client.delete_item(TableName=table.name, Key={name: item[name] for name in ("PK", "SK")})
    set_clock(START + timedelta(days=401))
    answer = function(sample("get_day")).json
    set_clock(NOW)
    assert (answer["archived"], answer["free"], answer["unresolved"]) == (True, [], 0)
    assert [each["id"] for each in answer["appointments"]] == [APPOINTMENT_ID]
    assert answer["windows"] == [stretch("09:00", "12:30"), stretch("14:00", "18:00")]


def test_an_archived_day_shows_no_cancelled_appointment(
    function: Function, seeds: Seeds, set_clock: Callable[[datetime], None]
) -> None:
    seeds.cancelled_appointment(seeds.scheduled_provider())
    set_clock(START + timedelta(days=401))
    answer = function(sample("get_day")).json
    set_clock(NOW)
    assert (answer["archived"], answer["appointments"]) == (True, [])


def test_who_has_the_answer_already_gets_304_until_something_changes(function: Function, seeds: Seeds) -> None:
    provider = seeds.scheduled_provider()
    etag = function(sample("get_day")).headers["etag"]
    again = function(with_headers(sample("get_day"), if_none_match=etag))
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", etag)
    seeds.appointment(provider)
    assert function(with_headers(sample("get_day"), if_none_match=etag)).status == 200


def test_what_one_may_do_is_part_of_the_etag(
    function: Function, seeds: Seeds, set_clock: Callable[[datetime], None]
) -> None:
    seeds.appointment(seeds.scheduled_provider())
    etag = function(sample("get_day")).headers["etag"]
    set_clock(START)
    answer = function(with_headers(sample("get_day"), if_none_match=etag))
    set_clock(NOW)
    assert (answer.status, answer.json["appointments"][0]["allowedActions"]) == (
        200,
        ["arrive", "complete", "edit"],
    )


def test_the_gap_of_a_transition_is_in_no_window(function: Function, seeds: Seeds) -> None:
    """In Rome on 2028-03-26 the clock goes from 02:00 to 03:00, and on 2028-10-29 from 03:00 to 02:00."""
    seeds.scheduled_provider(week={"sunday": [Window(60, 150), Window(240, 300)]})
    spring = function(with_query(sample("get_day"), date="2028-03-26")).json
    assert spring["windows"] == [
        {"startTime": "2028-03-26T01:00:00+01:00", "endTime": "2028-03-26T03:00:00+02:00"},
        {"startTime": "2028-03-26T04:00:00+02:00", "endTime": "2028-03-26T05:00:00+02:00"},
    ]
    autumn = function(with_query(sample("get_day"), date="2028-10-29")).json
    assert autumn["windows"] == [
        {"startTime": "2028-10-29T01:00:00+02:00", "endTime": "2028-10-29T02:30:00+02:00"},
        {"startTime": "2028-10-29T02:00:00+01:00", "endTime": "2028-10-29T02:30:00+01:00"},
        {"startTime": "2028-10-29T04:00:00+01:00", "endTime": "2028-10-29T05:00:00+01:00"},
    ]
    assert (spring["free"], autumn["free"]) == (spring["windows"], autumn["windows"])


def test_windows_until_midnight_end_with_the_date(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider(week=ALL_DAY)
    whole = {"startTime": "2028-03-06T00:00:00+01:00", "endTime": "2028-03-07T00:00:00+01:00"}
    answer = function(sample("get_day")).json
    assert (answer["windows"], answer["free"]) == ([whole], [whole])


def test_a_provider_without_a_schedule_has_an_empty_day(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    answer = function(with_caller(sample("get_day"), DESK)).json
    assert (answer["windows"], answer["appointments"], answer["free"]) == ([], [], [])


@pytest.mark.parametrize("day", ["monday", "2028-02-30", "0001-01-01", "9999-12-31", ""])
def test_a_wrong_date_is_refused(function: Function, seeds: Seeds, day: str) -> None:
    seeds.provider()
    assert refused_fields(function, with_query(sample("get_day"), date=day), seeds) == ["date"]


def test_without_a_date_it_is_refused(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    assert refused_fields(function, with_query(sample("get_day")), seeds) == ["date"]


def test_an_unknown_provider_is_not_found(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    refused(function, with_path_id(sample("get_day"), PROVIDER_ID, UNKNOWN_ID), seeds, 404, "provider-not-found")


def test_an_override_of_the_date_before_says_whether_an_appointment_over_midnight_is_resolved(
    function: Function, seeds: Seeds
) -> None:
    provider = seeds.scheduled_provider(week=OVER_MIDNIGHT, duration=60)
    seeds.appointment(provider, start=LATE)
    tuesday = with_query(sample("get_day"), date="2028-03-07")
    assert function(tuesday).json["unresolved"] == 0
    seeds.override(provider, date(2028, 3, 6))
    assert function(tuesday).json["unresolved"] == 1
