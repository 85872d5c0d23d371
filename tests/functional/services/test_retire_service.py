"""DELETE /api/providers/{providerId}/services/{serviceId}, through the function's entry point."""

from datetime import timedelta

import pytest

from booking.calls.caller import Caller
from tests.callers import CUSTOMER, DESK, PROVIDER, THERAPIST
from tests.functional.lambdas import (
    PROVIDER_ID,
    UNKNOWN_ID,
    Function,
    body_of,
    load,
    sample,
    with_body,
    with_caller,
    with_headers,
    with_path_id,
    with_query,
)
from tests.functional.refusals import refused, refused_fields
from tests.functional.seeds import START, Seeds


def test_the_sample_event_retires_the_service(function: Function, seeds: Seeds) -> None:
    before = seeds.service(seeds.scheduled_provider(), max_per_day=4)
    answer = function(sample("retire_service"))
    assert (answer.status, answer.headers["etag"]) == (200, '"2"')
    assert (answer.json["active"], answer.json["name"], answer.json["maxPerDay"]) == (False, before.name, 4)


def test_the_provider_and_its_fences_get_the_next_version(function: Function, seeds: Seeds) -> None:
    seeds.service(seeds.scheduled_provider())
    function(sample("retire_service"))
    versions = [item["version"]["N"] for item in seeds.table.items() if item["SK"]["S"][:5] in {"PROVI", "FENCE"}]
    assert versions == ["4"] * 9


@pytest.mark.parametrize("if_match", [None, '"1"', 'W/"2"'])
def test_a_repeat_writes_nothing(function: Function, seeds: Seeds, if_match: str | None) -> None:
    seeds.service(seeds.scheduled_provider())
    first = function(sample("retire_service"))
    before = seeds.snapshot()
    assert function(with_headers(sample("retire_service"), if_match=if_match)).json == first.json
    assert seeds.snapshot() == before


def test_booked_appointments_stay(function: Function, seeds: Seeds) -> None:
    provider = seeds.scheduled_provider()
    appointment = seeds.appointment(provider)
    seeds.service(provider)
    function(sample("retire_service"))
    assert seeds.table.store().appointment(appointment.id) == appointment


def test_another_version_is_refused(function: Function, seeds: Seeds) -> None:
    seeds.service(seeds.scheduled_provider())
    refused(function, with_headers(sample("retire_service"), if_match='"2"'), seeds, 412, "version-mismatch")


def test_what_there_is_not_is_not_found(function: Function, seeds: Seeds) -> None:
    seeds.service(seeds.scheduled_provider())
    event = sample("retire_service")
    refused(function, with_path_id(event, "massage", "haircut"), seeds, 404, "service-not-found")
    refused(function, with_path_id(event, PROVIDER_ID, UNKNOWN_ID), seeds, 404, "provider-not-found")


def test_an_unknown_query_parameter_is_refused(function: Function, seeds: Seeds) -> None:
    assert refused_fields(function, with_query(sample("retire_service"), reason="x"), seeds) == ["reason"]


def test_a_provider_retires_its_own_services(function: Function, seeds: Seeds) -> None:
    provider = seeds.scheduled_provider()
    seeds.service(provider)
    seeds.give_subject(provider, THERAPIST)
    assert function(with_caller(sample("retire_service"), PROVIDER)).status == 200


@pytest.mark.parametrize("caller", [PROVIDER, DESK, CUSTOMER])
def test_others_retire_none(function: Function, seeds: Seeds, caller: Caller) -> None:
    seeds.service(seeds.scheduled_provider())
    refused(function, with_caller(sample("retire_service"), caller), seeds, 403, "forbidden")


OTHER = "9a1d2c3b-4e5f-4a6b-8c7d-0e1f2a3b4c5e"


def book(seeds: Seeds) -> str:
    """An appointment of the service, on Monday at 9:30."""
    booking = with_body(
        with_headers(sample("create_appointment"), idempotency_key=None),
        body_of(sample("create_appointment")) | {"serviceId": "massage"},
    )
    booked = load("create_appointment")(booking)
    assert booked.status == 201, booked.raw["body"]
    appointment_id: str = booked.json["id"]
    return appointment_id


@pytest.mark.parametrize("is_dry", [True, False])
def test_appointments_of_the_service_are_hit_and_no_others(function: Function, seeds: Seeds, is_dry: bool) -> None:
    provider = seeds.scheduled_provider()
    seeds.appointment(provider, OTHER, START + timedelta(hours=1))
    seeds.service(provider)
    booked, before = book(seeds), seeds.snapshot()
    event = with_query(sample("retire_service"), dryRun="true") if is_dry else sample("retire_service")
    answer = function(event).json
    assert answer["affectedAppointments"] == [
        {
            "id": booked,
            "startTime": "2028-03-06T09:30:00+01:00",
            "endTime": "2028-03-06T10:00:00+01:00",
            "reasons": ["service-retired"],
        }
    ]
    assert (answer["active"], answer["version"], answer["truncated"]) == (False, 1 if is_dry else 2, False)
    assert (seeds.snapshot() == before) is is_dry
