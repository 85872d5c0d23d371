"""GET /api/providers/{providerId}/availability, through the function's entry point."""

import pytest

from tests.functional.lambdas import PROVIDER_ID, UNKNOWN_ID, Event, Function, sample, with_path_id, with_query
from tests.functional.refusals import refused, refused_fields
from tests.functional.seeds import Seeds

MONDAY = "2028-03-06"
STARTS = [
    "09:00",
    "09:30",
    "10:00",
    "10:30",
    "11:00",
    "11:30",
    "12:00",
    *(f"{h}:{m}" for h in range(14, 18) for m in ("00", "30")),
]


def on(date: str) -> Event:
    return with_query(sample("get_availability"), date=date)


def starts(function: Function, event: Event) -> list[str]:
    return [slot["startTime"][11:16] for slot in function(event).json["availableSlots"]]


def test_the_sample_event_answers_with_the_days_slots(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    answer = function(sample("get_availability"))
    slots = answer.json["availableSlots"]
    assert answer.status == 200
    assert {**answer.json, "availableSlots": []} == {
        "providerId": PROVIDER_ID,
        "date": MONDAY,
        "timezone": "Europe/Rome",
        "appointmentDuration": 30,
        "availableSlots": [],
    }
    assert slots[0] == {"startTime": f"{MONDAY}T09:00:00+01:00", "endTime": f"{MONDAY}T09:30:00+01:00"}
    assert [slot["startTime"][11:16] for slot in slots] == STARTS


def test_the_answer_is_not_cached_and_has_no_version(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    answer = function(sample("get_availability"))
    assert answer.headers == {"content-type": "application/json", "cache-control": "no-store"}


def test_what_is_booked_is_not_offered(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    assert starts(function, on(MONDAY)) == [start for start in STARTS if start != "09:30"]


def test_what_was_cancelled_is_offered_again(function: Function, seeds: Seeds) -> None:
    seeds.cancelled_appointment(seeds.scheduled_provider())
    assert starts(function, on(MONDAY)) == STARTS


@pytest.mark.parametrize("date", ["2028-03-07", "2026-12-28", "2029-01-08", "0001-01-01", "9999-12-31"])
def test_a_closed_a_past_and_a_far_date_have_no_slots(function: Function, seeds: Seeds, date: str) -> None:
    seeds.scheduled_provider()
    assert starts(function, on(date)) == []


def test_a_provider_without_a_schedule_has_no_slots(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    answer = function(sample("get_availability"))
    assert (answer.status, answer.json["appointmentDuration"], answer.json["availableSlots"]) == (200, None, [])


@pytest.mark.parametrize(
    "date",
    [
        "",
        "2028-3-6",
        "2028-02-30",
        "2028-03-06T00:00:00Z",
        " 2028-03-06",
        "20280306",
        "0",
        "today",
        "٢٠٢٨-03-06",
        f"{MONDAY},{MONDAY}",
        f"{MONDAY}\n",
    ],
)
def test_what_is_no_date_is_refused(function: Function, seeds: Seeds, date: str) -> None:
    seeds.scheduled_provider()
    assert refused_fields(function, on(date), seeds) == ["date"]


@pytest.mark.parametrize("query", [None, {}])
def test_the_date_is_required(function: Function, seeds: Seeds, query: dict[str, str] | None) -> None:
    seeds.scheduled_provider()
    event = {**sample("get_availability"), "queryStringParameters": query}
    assert refused_fields(function, event, seeds) == ["date"]


def test_an_unknown_query_parameter_is_refused(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    event = with_query(sample("get_availability"), date=MONDAY, Date=MONDAY)
    assert refused_fields(function, event, seeds) == ["Date"]


@pytest.mark.parametrize("provider_id", [UNKNOWN_ID, "x", "a\\b"])
def test_an_unknown_provider_is_not_found(function: Function, seeds: Seeds, provider_id: str) -> None:
    event = with_path_id(sample("get_availability"), PROVIDER_ID, provider_id)
    refused(function, event, seeds, 404, "provider-not-found")
