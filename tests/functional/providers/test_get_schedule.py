"""GET /api/providers/{providerId}/schedule, through the function's entry point."""

from booking.calls.caller import NOBODY
from tests.functional.lambdas import (
    PROVIDER_ID,
    UNKNOWN_ID,
    Function,
    load,
    sample,
    with_caller,
    with_path_id,
    with_query,
)
from tests.functional.refusals import refused, refused_fields
from tests.functional.seeds import Seeds

CLOSED: dict[str, list[object]] = {
    day: [] for day in ("tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
}


def test_the_sample_event_answers_with_the_week(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    answer = function(sample("get_schedule"))
    assert (answer.status, answer.headers["etag"], answer.headers["cache-control"]) == (200, '"2"', "no-store")
    assert answer.json == {
        "providerId": PROVIDER_ID,
        "timezone": "Europe/Rome",
        "slotMinutes": 15,
        "appointmentDuration": 30,
        "weeklySchedule": {
            "monday": [{"start": "09:00", "end": "12:30"}, {"start": "14:00", "end": "18:00"}],
            **CLOSED,
        },
        "version": 2,
    }


def test_it_is_what_put_has_answered(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    put = load("update_schedule")(sample("update_schedule")).json
    read = function(sample("get_schedule")).json
    assert read.items() <= put.items()
    assert put.keys() - read.keys() == {"affectedAppointments", "truncated", "searchedUntil"}


def test_without_a_token_there_is_neither_version_nor_etag(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    answer = function(with_caller(sample("get_schedule"), NOBODY))
    assert (answer.status, "etag" in answer.headers, "version" in answer.json) == (200, False, False)


def test_all_days_are_closed_before_the_first_schedule(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    answer = function(sample("get_schedule")).json
    assert (answer["weeklySchedule"], answer["appointmentDuration"]) == ({"monday": [], **CLOSED}, None)


def test_an_unknown_provider_is_not_found(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    event = with_path_id(sample("get_schedule"), PROVIDER_ID, UNKNOWN_ID)
    refused(function, event, seeds, 404, "provider-not-found")


def test_an_unknown_query_parameter_is_refused(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    assert refused_fields(function, with_query(sample("get_schedule"), day="monday"), seeds) == ["day"]
