"""GET /api/providers/{providerId}/availability/explain, through the function's entry point."""

from typing import Any

import pytest

from tests.functional.lambdas import (
    APPOINTMENT_ID,
    PROVIDER_ID,
    UNKNOWN_ID,
    Event,
    Function,
    sample,
    with_path_id,
    with_query,
)
from tests.functional.refusals import refused, refused_fields
from tests.functional.seeds import Seeds

MONDAY = "2028-03-06"


def at(clock: str, **more: str) -> Event:
    return with_query(sample("explain_start"), startTime=f"{MONDAY}T{clock}+01:00", **more)


def codes(answer: Any) -> list[str]:
    return [reason["code"] for reason in answer.json["reasons"]]


def test_the_sample_event_answers_with_the_reason_and_what_it_means(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    answer = function(sample("explain_start"))
    detail = (
        f"{MONDAY}T13:00:00+01:00 is outside the provider's hours on Monday, {MONDAY} (09:00-12:30, 14:00-18:00), or "
        "too close to their end: an appointment takes 30 minutes."
    )
    assert (answer.status, answer.headers["cache-control"]) == (200, "no-store")
    assert answer.json == {
        "startTime": f"{MONDAY}T13:00:00+01:00",
        "endTime": f"{MONDAY}T13:30:00+01:00",
        "offered": False,
        "reasons": [{"code": "outside-hours", "detail": detail, "overridable": True}],
    }


def test_a_start_that_is_offered_has_no_reasons(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    assert function(at("09:30:00")).json == {
        "startTime": f"{MONDAY}T09:30:00+01:00",
        "endTime": f"{MONDAY}T10:00:00+01:00",
        "offered": True,
        "reasons": [],
    }


def test_all_reasons_are_given_in_their_order(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    assert codes(function(at("09:45:00"))) == ["off-grid", "taken"]


def test_the_fraction_that_is_the_fault_is_shown(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    answer = function(at("09:30:00.25"))
    assert (answer.json["startTime"], codes(answer)) == (f"{MONDAY}T09:30:00.250000+01:00", ["off-grid"])


def test_without_a_schedule_nothing_has_an_end(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    answer = function(at("09:30:00"))
    assert (answer.json["endTime"], codes(answer)) == (None, ["closed"])


@pytest.mark.parametrize(("year", "code"), [("0001", "past"), ("9999", "too-far")])
def test_the_ends_of_the_calendar_are_past_and_too_far(function: Function, seeds: Seeds, year: str, code: str) -> None:
    seeds.scheduled_provider()
    answer = function(with_query(sample("explain_start"), startTime=f"{year}-01-01T00:00:00Z"))
    assert (answer.json["endTime"], codes(answer)) == (None, [code])


def test_for_a_move_the_own_slots_are_free(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    assert codes(function(at("09:45:00", appointmentId=APPOINTMENT_ID))) == ["off-grid"]


def test_the_time_that_an_appointment_has_is_offered_to_it(function: Function, seeds: Seeds) -> None:
    provider = seeds.scheduled_provider()
    seeds.appointment(provider)
    seeds.new_schedule(provider, week={})
    answer = function(at("09:30:00", appointmentId=APPOINTMENT_ID))
    assert (answer.json["offered"], answer.json["endTime"]) == (True, f"{MONDAY}T10:00:00+01:00")


def test_what_is_no_instant_is_refused(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    assert refused_fields(function, with_query(sample("explain_start"), startTime=MONDAY), seeds) == ["startTime"]


def test_an_appointment_brings_its_own_service(function: Function, seeds: Seeds) -> None:
    event = at("09:30:00", appointmentId=APPOINTMENT_ID, serviceId="haircut")
    assert refused_fields(function, event, seeds) == ["serviceId"]


def test_an_unknown_provider_is_not_found(function: Function, seeds: Seeds) -> None:
    event = with_path_id(sample("explain_start"), PROVIDER_ID, UNKNOWN_ID)
    refused(function, event, seeds, 404, "provider-not-found")


def test_an_unknown_service_is_not_found(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    refused(function, at("09:30:00", serviceId="haircut"), seeds, 404, "service-not-found")


def test_an_unknown_appointment_is_not_found(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    refused(function, at("09:30:00", appointmentId=UNKNOWN_ID), seeds, 404, "appointment-not-found")


def test_a_cancelled_appointment_has_nowhere_to_go(function: Function, seeds: Seeds) -> None:
    seeds.cancelled_appointment(seeds.scheduled_provider())
    refused(function, at("09:30:00", appointmentId=APPOINTMENT_ID), seeds, 409, "appointment-cancelled")
