"""PUT /api/appointments/{appointmentId}, through the function's entry point."""

from datetime import timedelta
from typing import Any

import pytest

from tests.engine import NOW
from tests.functional.lambdas import (
    APPOINTMENT_ID,
    UNKNOWN_ID,
    Event,
    Function,
    body_of,
    sample,
    with_body,
    with_headers,
    with_path_id,
    with_query,
)
from tests.functional.refusals import refused, refused_fields
from tests.functional.seeds import START, Seeds


def to(start: Any, **fields: Any) -> Event:
    """The sample without If-Match, to another start."""
    return with_body(with_headers(sample("reschedule_appointment"), if_match=None), {"startTime": start, **fields})


def test_the_sample_event_moves_the_appointment(function: Function, seeds: Seeds) -> None:
    before = seeds.appointment(seeds.scheduled_provider())
    answer = function(sample("reschedule_appointment"))
    assert answer.status == 200
    assert (answer.json["id"], answer.json["version"], answer.json["status"]) == (before.id, 2, "CONFIRMED")
    assert (answer.json["startTime"], answer.json["endTime"]) == (
        "2028-03-06T15:00:00+01:00",
        "2028-03-06T15:30:00+01:00",
    )
    assert (answer.json["createdAt"], answer.json["updatedAt"]) == ("2026-12-31T12:00:00Z", "2027-01-01T12:00:00Z")
    assert (answer.headers["etag"], answer.headers["cache-control"]) == ('"2"', "no-store")


def test_the_claims_move_along(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    function(sample("reschedule_appointment"))
    claims = [item["SK"]["S"] for item in seeds.snapshot() if item["SK"]["S"].startswith("SLOT#")]
    assert claims == ["SLOT#2028-03-06T14:00Z", "SLOT#2028-03-06T14:15Z"]


def test_to_the_time_it_has_nothing_is_written(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    before = seeds.snapshot()
    answer = function(to("2028-03-06T08:30:00Z"))
    assert (answer.status, answer.json["version"], answer.headers["etag"]) == (200, 1, '"1"')
    assert seeds.snapshot() == before


@pytest.mark.parametrize("if_match", ['"1"', '"7"', 'W/"1"', None])
def test_a_repeat_of_the_move_is_answered_whatever_its_if_match(
    function: Function, seeds: Seeds, if_match: str | None
) -> None:
    """The same PUT again under its If-Match was a 412."""
    seeds.appointment(seeds.scheduled_provider())
    first = function(sample("reschedule_appointment"))
    again = function(with_headers(sample("reschedule_appointment"), if_match=if_match))
    assert (again.status, again.json, again.headers) == (200, first.json, first.headers)


def test_to_the_time_it_has_is_answered_also_after_its_start(function: Function, seeds: Seeds) -> None:
    last_monday = NOW - timedelta(days=4, hours=3, minutes=30)  # 09:30 in Rome
    seeds.appointment(seeds.scheduled_provider(), start=last_monday, now=last_monday - timedelta(days=1))
    answer = function(to(last_monday.isoformat()))
    assert (answer.status, answer.json["version"]) == (200, 1)


def test_a_cancelled_appointment_is_not_moved_to_the_time_it_had(function: Function, seeds: Seeds) -> None:
    seeds.cancelled_appointment(seeds.scheduled_provider())
    refused(function, to(START.isoformat()), seeds, 409, "appointment-cancelled")


def test_a_taken_slot_is_refused_with_alternatives(function: Function, seeds: Seeds) -> None:
    provider = seeds.scheduled_provider()
    seeds.appointment(provider)
    seeds.appointment(provider, UNKNOWN_ID, START + timedelta(minutes=30))
    answer = refused(function, to("2028-03-06T10:00:00+01:00"), seeds, 409, "slot-taken")
    starts = [alternative["startTime"][11:16] for alternative in answer.json["alternatives"]]
    assert starts == ["10:30", "09:00", "11:00"], "the time that it has, 09:30, is no alternative"


@pytest.mark.parametrize("if_match", ['"1"', '"3", "1"', "*", None])
def test_the_write_happens_on_the_version_that_if_match_names(
    function: Function, seeds: Seeds, if_match: str | None
) -> None:
    seeds.appointment(seeds.scheduled_provider())
    assert function(with_headers(sample("reschedule_appointment"), if_match=if_match)).json["version"] == 2


@pytest.mark.parametrize("if_match", ['"2"', 'W/"1"', '"2", "3"'])
def test_another_version_and_a_weak_tag_are_refused(function: Function, seeds: Seeds, if_match: str) -> None:
    seeds.appointment(seeds.scheduled_provider())
    event = with_headers(sample("reschedule_appointment"), if_match=if_match)
    refused(function, event, seeds, 412, "version-mismatch")


def test_a_cancelled_appointment_cannot_be_moved(function: Function, seeds: Seeds) -> None:
    seeds.cancelled_appointment(seeds.scheduled_provider())
    refused(function, to("2028-03-06T15:00:00+01:00"), seeds, 409, "appointment-cancelled")


def test_a_started_appointment_cannot_be_moved(function: Function, seeds: Seeds) -> None:
    last_monday = NOW - timedelta(days=4, hours=3, minutes=30)  # 09:30 in Rome
    seeds.appointment(seeds.scheduled_provider(), start=last_monday, now=last_monday - timedelta(days=1))
    refused(function, to("2028-03-06T15:00:00+01:00"), seeds, 409, "appointment-started")


@pytest.mark.parametrize(
    ("start", "code"),
    [
        ("2028-03-06T15:15:00+01:00", "slot-not-offered"),
        ("2028-03-07T15:00:00+01:00", "slot-not-offered"),
        ("2026-12-28T15:00:00+01:00", "slot-in-past"),
    ],
)
def test_a_start_that_is_not_offered_is_refused(function: Function, seeds: Seeds, start: str, code: str) -> None:
    seeds.appointment(seeds.scheduled_provider())
    refused(function, to(start), seeds, 422, code)


def test_a_move_that_is_not_offered_names_the_appointments_own_length(function: Function, seeds: Seeds) -> None:
    """The provider offers 12:00 in half an hour; this appointment takes an hour."""
    provider = seeds.scheduled_provider(duration=60)
    seeds.appointment(provider, start=START - timedelta(minutes=30))
    seeds.new_schedule(provider, duration=30)
    answer = refused(function, to("2028-03-06T12:00:00+01:00"), seeds, 422, "slot-not-offered")
    assert answer.json["detail"] == (
        "2028-03-06T12:00:00+01:00 is outside the provider's hours on Monday, 2028-03-06 (09:00-12:30, 14:00-18:00), "
        "or too close to their end: this appointment, which keeps its length, takes 60 minutes."
    )


@pytest.mark.parametrize("appointment_id", [UNKNOWN_ID, "x", "\\"])
def test_an_unknown_appointment_is_not_found(function: Function, seeds: Seeds, appointment_id: str) -> None:
    event = with_path_id(sample("reschedule_appointment"), APPOINTMENT_ID, appointment_id)
    refused(function, event, seeds, 404, "appointment-not-found")


@pytest.mark.parametrize(
    ("event", "field"),
    [
        (to(1835960400), "startTime"),
        (to("2028-03-06"), "startTime"),
        (to(None), "startTime"),
        (with_body(to(""), {}), "startTime"),
        (to("2028-03-06T15:00:00+01:00", endTime="2028-03-06T15:30:00+01:00"), "endTime"),
        (to("2028-03-06T15:00:00+01:00", duration="30"), "duration"),
        (to("2028-03-06T15:00:00+01:00", duration=20), "duration"),
        (to("2028-03-06T15:00:00+01:00", providerId=5), "providerId"),
        (to("2028-03-06T15:00:00+01:00", serviceId=["x"]), "serviceId"),
        (with_query(to("2028-03-06T15:00:00+01:00"), force=""), "force"),
    ],
)
def test_what_breaks_a_rule_is_refused_by_the_fields_name(
    function: Function, seeds: Seeds, event: Event, field: str
) -> None:
    seeds.appointment(seeds.scheduled_provider())
    assert refused_fields(function, event, seeds) == [field]


def test_the_sample_body_holds_the_start_alone() -> None:
    assert list(body_of(sample("reschedule_appointment"))) == ["startTime"]


COLLEAGUE = "00000000-0000-4000-8000-0000000000cc"


def test_it_goes_to_another_provider_with_all_its_claims(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider(COLLEAGUE)
    seeds.appointment(seeds.scheduled_provider())
    answer = function(to("2028-03-06T09:30:00+01:00", providerId=COLLEAGUE))
    assert (answer.status, answer.json["providerId"], answer.json["version"]) == (200, COLLEAGUE, 2)
    claims = [(item["PK"]["S"], item["SK"]["S"]) for item in seeds.snapshot() if "owner" in item]
    assert claims == [
        (f"PROVIDER#{COLLEAGUE}", "SLOT#2028-03-06T08:30Z"),
        (f"PROVIDER#{COLLEAGUE}", "SLOT#2028-03-06T08:45Z"),
    ]


def test_it_becomes_longer_in_place(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    answer = function(to("2028-03-06T09:30:00+01:00", duration=45))
    assert (answer.json["endTime"], answer.json["version"]) == ("2028-03-06T10:15:00+01:00", 2)
    (first, *rest) = [item for item in seeds.snapshot() if "owner" in item]
    assert (first["of"]["M"]["end"], len(rest)) == ({"S": "2028-03-06T09:15:00Z"}, 2)


def test_it_becomes_one_of_a_service_in_place(function: Function, seeds: Seeds) -> None:
    provider = seeds.scheduled_provider()
    seeds.service(provider, duration=60, slot_interval=30)
    seeds.appointment(seeds.table.store().provider(provider.id))
    answer = function(to("2028-03-06T09:30:00+01:00", serviceId="massage"))
    assert (answer.json["serviceId"], answer.json["endTime"]) == ("massage", "2028-03-06T10:30:00+01:00")


def test_an_unknown_provider_is_not_found(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    refused(function, to("2028-03-06T09:30:00+01:00", providerId="x"), seeds, 404, "provider-not-found")


def test_a_service_that_nobody_offers_is_not_found(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    refused(function, to("2028-03-06T09:30:00+01:00", serviceId="x"), seeds, 404, "service-not-found")
