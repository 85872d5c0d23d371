"""GET /api/providers/{providerId}, through the function's entry point."""

import pytest

from tests.functional.lambdas import PROVIDER_ID, UNKNOWN_ID, Function, sample, with_path_id, with_query
from tests.functional.refusals import refused, refused_fields
from tests.functional.seeds import UNRULED, Seeds


def test_the_sample_event_answers_with_the_provider(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    answer = function(sample("get_provider"))
    assert answer.status == 200
    assert answer.json == {
        "id": PROVIDER_ID,
        "name": "Studio Bianchi",
        "email": "a@b.example",
        "timezone": "Europe/Rome",
        "slotMinutes": 15,
        "appointmentDuration": 30,
        "weeklySchedule": {
            "monday": [{"start": "09:00", "end": "12:30"}, {"start": "14:00", "end": "18:00"}],
            **{day: [] for day in ("tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")},
        },
        "version": 2,
        "createdAt": "2026-12-31T12:00:00Z",
        "updatedAt": "2026-12-31T12:00:00Z",
        **UNRULED,
        "subject": None,
    }


def test_the_answer_names_the_version_and_is_not_cached(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    assert function(sample("get_provider")).headers == {
        "content-type": "application/json",
        "cache-control": "no-store",
        "etag": '"1"',
    }


@pytest.mark.parametrize(
    "provider_id",
    [
        UNKNOWN_ID,
        PROVIDER_ID.upper(),
        PROVIDER_ID.replace("-", ""),
        f"{{{PROVIDER_ID}}}",
        PROVIDER_ID + "\n",
        "x",
        "x" * 3000,
        "PROVIDER#1",
        '"quoted"',
        "a?b",
        "a\\b",
        "😀",
        "%00",
        "\x00",
        " ",
        "..",
        "<script>",
    ],
)
def test_an_unknown_id_of_whatever_shape_is_not_found(function: Function, seeds: Seeds, provider_id: str) -> None:
    seeds.provider()
    refused(function, with_path_id(sample("get_provider"), PROVIDER_ID, provider_id), seeds, 404, "provider-not-found")


def test_an_appointments_id_is_no_providers(function: Function, seeds: Seeds) -> None:
    appointment = seeds.appointment(seeds.scheduled_provider())
    event = with_path_id(sample("get_provider"), PROVIDER_ID, appointment.id)
    refused(function, event, seeds, 404, "provider-not-found")


def test_an_unknown_query_parameter_is_refused(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    assert refused_fields(function, with_query(sample("get_provider"), fields="name"), seeds) == ["fields"]
