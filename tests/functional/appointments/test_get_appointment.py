"""GET /api/appointments/{appointmentId}, through the function's entry point."""

import pytest

from tests.functional.lambdas import APPOINTMENT_ID, PROVIDER_ID, UNKNOWN_ID, Function, sample, with_path_id, with_query
from tests.functional.refusals import refused, refused_fields
from tests.functional.seeds import Seeds


def test_the_sample_event_answers_with_the_appointment(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider(), metadata={"source": "phone"})
    answer = function(sample("get_appointment"))
    assert answer.status == 200
    assert answer.json == {
        "id": APPOINTMENT_ID,
        "providerId": PROVIDER_ID,
        "customer": {
            "id": "customer-17",
            "name": "Zoë Müller",
            "email": "Zoe.Mueller@Example.COM",
            "phone": "+39 06 1234567",
        },
        "startTime": "2028-03-06T09:30:00+01:00",
        "endTime": "2028-03-06T10:00:00+01:00",
        "timezone": "Europe/Rome",
        "status": "CONFIRMED",
        "serviceId": None,
        "bufferBefore": 0,
        "bufferAfter": 0,
        "override": [],
        "cutoffs": {"cancelUntil": None, "rescheduleUntil": None},
        "unresolved": None,
        "version": 1,
        "notes": "Second floor, please",
        "metadata": {"source": "phone"},
        "cancellationReason": None,
        "allowedActions": ["reschedule", "cancel", "edit"],
        "attendance": None,
        "attendedAt": None,
        "releasedFrom": None,
        "cancelledAt": None,
        "cancelledBy": None,
        "via": "api",
        "internalNote": None,
        "createdAt": "2026-12-31T12:00:00Z",
        "updatedAt": "2026-12-31T12:00:00Z",
    }


def test_the_answer_names_the_version_and_is_not_cached(function: Function, seeds: Seeds) -> None:
    seeds.cancelled_appointment(seeds.scheduled_provider())
    assert function(sample("get_appointment")).headers == {
        "content-type": "application/json",
        "cache-control": "no-store",
        "etag": '"2"',
    }


def test_a_cancelled_appointment_is_still_there(function: Function, seeds: Seeds) -> None:
    seeds.cancelled_appointment(seeds.scheduled_provider())
    answer = function(sample("get_appointment")).json
    assert (answer["status"], answer["cancellationReason"]) == ("CANCELLED", "seeded")


@pytest.mark.parametrize(
    "appointment_id", [UNKNOWN_ID, PROVIDER_ID, APPOINTMENT_ID.upper(), "x" * 3000, '"', "a\nb", "😀", "\x7f", "%F0"]
)
def test_an_unknown_id_of_whatever_shape_is_not_found(function: Function, seeds: Seeds, appointment_id: str) -> None:
    seeds.appointment(seeds.scheduled_provider())
    event = with_path_id(sample("get_appointment"), APPOINTMENT_ID, appointment_id)
    refused(function, event, seeds, 404, "appointment-not-found")


def test_an_unknown_query_parameter_is_refused(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    assert refused_fields(function, with_query(sample("get_appointment"), reason="x"), seeds) == ["reason"]
