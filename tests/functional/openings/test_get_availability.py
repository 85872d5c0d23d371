"""GET /api/providers/{providerId}/availability, through the function's entry point."""

from datetime import datetime, timedelta

import pytest

from booking.providers.schedule import Window
from tests.engine import NOW
from tests.functional.lambdas import (
    APPOINTMENT_ID,
    PROVIDER_ID,
    UNKNOWN_ID,
    Event,
    Function,
    sample,
    with_headers,
    with_path_id,
    with_query,
)
from tests.functional.refusals import refused, refused_fields
from tests.functional.seeds import START, Seeds

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
        "emptyBecause": None,
        "nextAvailable": None,
    }
    assert slots[0] == {"startTime": f"{MONDAY}T09:00:00+01:00", "endTime": f"{MONDAY}T09:30:00+01:00"}
    assert [slot["startTime"][11:16] for slot in slots] == STARTS


def test_a_cache_has_to_ask_each_time(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    answer = function(sample("get_availability"))
    assert answer.headers.pop("etag")[:3] == 'W/"'
    assert answer.headers == {"content-type": "application/json", "cache-control": "private, no-cache"}


def test_what_the_client_has_already_is_not_sent_again(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    first = function(sample("get_availability"))
    again = function(with_headers(sample("get_availability"), if_none_match=first.headers["etag"]))
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", first.headers["etag"])


def test_a_booking_changes_the_etag(function: Function, seeds: Seeds) -> None:
    provider = seeds.scheduled_provider()
    first = function(sample("get_availability"))
    seeds.appointment(provider)
    again = function(with_headers(sample("get_availability"), if_none_match=first.headers["etag"]))
    assert (again.status, len(again.json["availableSlots"])) == (200, len(STARTS) - 1)


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
    event = {**sample("get_availability"), "queryStringParameters": query, "rawQueryString": ""}
    assert refused_fields(function, event, seeds) == ["date"]


def test_an_appointment_brings_its_own_service(function: Function, seeds: Seeds) -> None:
    """The service was silently ignored."""
    event = with_query(sample("get_availability"), date=MONDAY, appointmentId=APPOINTMENT_ID, serviceId="haircut")
    assert refused_fields(function, event, seeds) == ["serviceId"]


def test_an_unknown_query_parameter_is_refused(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    event = with_query(sample("get_availability"), date=MONDAY, Date=MONDAY)
    answer = refused(function, event, seeds, 422, "validation-failed")
    names = ("appointmentId", "date", "from", "limit", "next", "serviceId", "timezone", "to")
    message = f"is not a query parameter of this route, which takes {' and '.join(names)}"
    assert answer.json["errors"] == [{"field": "Date", "message": message}]


def test_unknown_parameters_are_named_with_the_missing_date(function: Function, seeds: Seeds) -> None:
    """The answer to `?since=&until=` named the date alone."""
    seeds.scheduled_provider()
    event = with_query(sample("get_availability"), since=MONDAY, until=MONDAY)
    assert refused_fields(function, event, seeds) == ["since", "until", "date"]


def test_parameters_that_are_not_utf_8_are_named_once_and_a_hundred_at_most(function: Function, seeds: Seeds) -> None:
    raw = "date=%E9&" + "&".join(f"%ff{n}&%ff{n}" for n in range(500))
    names = {"date": "\ufffd", **{f"\ufffd{n}": "" for n in range(500)}}
    event = {**sample("get_availability"), "rawQueryString": raw, "queryStringParameters": names}
    assert refused_fields(function, event, seeds) == ["date", *(f"\ufffd{n}" for n in range(99))]


def test_a_parameter_given_twice_is_refused_as_that(function: Function, seeds: Seeds) -> None:
    """The answer to two good dates was 'must be a date'."""
    seeds.scheduled_provider()
    event = {**on(f"{MONDAY},{MONDAY}"), "rawQueryString": f"date={MONDAY}&date={MONDAY}"}
    answer = refused(function, event, seeds, 422, "validation-failed")
    assert answer.json["errors"] == [{"field": "date", "message": "must be given once"}]


@pytest.mark.parametrize(
    ("date", "message"),
    [
        ("2027-02-29", "there is no 29 February in 2027"),
        ("2027-04-31", "there is no 31 April in 2027"),
        ("2027-13-01", "must be a date of the form YYYY-MM-DD"),
    ],
)
def test_a_day_that_no_month_has_is_called_by_its_name(
    function: Function, seeds: Seeds, date: str, message: str
) -> None:
    """The answer to 29 February was 'must be YYYY-MM-DD', which it is."""
    answer = refused(function, on(date), seeds, 422, "validation-failed")
    assert answer.json["errors"] == [{"field": "date", "message": message}]


# --- for an appointment that is to be moved -----------------------------------------------------------------------


def for_a_move(date: str = MONDAY, appointment_id: str = APPOINTMENT_ID) -> Event:
    return with_query(sample("get_availability"), date=date, appointmentId=appointment_id)


def test_for_a_move_the_appointments_own_length_and_slots_count(function: Function, seeds: Seeds) -> None:
    """The list was made for the provider's new duration, the move was judged by the appointment's own."""
    hour = seeds.scheduled_provider(duration=60)
    seeds.appointment(hour, start=START - timedelta(minutes=30))
    seeds.new_schedule(hour, duration=30)
    answer = function(for_a_move()).json
    assert answer["appointmentDuration"] == 60
    assert answer["availableSlots"][0] == {
        "startTime": f"{MONDAY}T09:00:00+01:00",
        "endTime": f"{MONDAY}T10:00:00+01:00",
    }
    assert starts(function, for_a_move())[:7] == ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30", "14:00"]


def test_the_time_that_it_has_is_among_them_whatever_is_offered_now(function: Function, seeds: Seeds) -> None:
    provider = seeds.scheduled_provider()
    seeds.appointment(provider)
    seeds.new_schedule(provider, week={"monday": [Window(14 * 60, 15 * 60)]})
    assert starts(function, for_a_move()) == ["09:30", "14:00", "14:30"]
    assert starts(function, for_a_move("2028-03-13")) == ["14:00", "14:30"]


def test_what_others_have_booked_is_not_offered_to_a_move(function: Function, seeds: Seeds) -> None:
    provider = seeds.scheduled_provider()
    seeds.appointment(provider)
    seeds.appointment(provider, UNKNOWN_ID, START + timedelta(minutes=30))
    assert starts(function, for_a_move()) == [start for start in STARTS if start != "10:00"]


@pytest.mark.parametrize("appointment_id", [UNKNOWN_ID, "x", ""])
def test_an_unknown_appointment_is_not_found(function: Function, seeds: Seeds, appointment_id: str) -> None:
    seeds.scheduled_provider()
    refused(function, for_a_move(appointment_id=appointment_id), seeds, 404, "appointment-not-found")


def test_it_may_be_to_go_to_another_provider(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    seeds.appointment(seeds.scheduled_provider(UNKNOWN_ID))
    assert function(for_a_move()).json["availableSlots"][1]["startTime"] == "2028-03-06T09:30:00+01:00"


def test_a_cancelled_appointment_has_no_list(function: Function, seeds: Seeds) -> None:
    seeds.cancelled_appointment(seeds.scheduled_provider())
    refused(function, for_a_move(), seeds, 409, "appointment-cancelled")


def test_a_started_appointment_has_no_list(function: Function, seeds: Seeds) -> None:
    last_monday = NOW - timedelta(days=4, hours=3, minutes=30)  # 09:30 in Rome
    seeds.appointment(seeds.scheduled_provider(), start=last_monday, now=last_monday - timedelta(days=1))
    refused(function, for_a_move(), seeds, 409, "appointment-started")


@pytest.mark.slow
@pytest.mark.parametrize(("before", "after"), [(60, 30), (30, 60)])
def test_the_list_for_a_move_is_exactly_what_a_move_accepts(
    function: Function, seeds: Seeds, before: int, after: int
) -> None:
    """The oracle is the move itself, tried from every quarter of the day."""
    provider = seeds.scheduled_provider(duration=before)
    booked = seeds.appointment(provider, start=START - timedelta(minutes=30))
    seeds.appointment(provider, UNKNOWN_ID, START + timedelta(hours=4, minutes=30))
    seeds.new_schedule(provider, duration=after)
    quarters = [START.replace(hour=6, minute=0) + timedelta(minutes=15 * n) for n in range(48)]
    accepted = {start for start in quarters if seeds.can_be_moved(booked, start)}
    listed = {datetime.fromisoformat(slot["startTime"]) for slot in function(for_a_move()).json["availableSlots"]}
    assert listed == accepted
    assert booked.interval.start in listed
    assert len(listed) > 4


@pytest.mark.parametrize("provider_id", [UNKNOWN_ID, "x", "a\\b"])
def test_an_unknown_provider_is_not_found(function: Function, seeds: Seeds, provider_id: str) -> None:
    event = with_path_id(sample("get_availability"), PROVIDER_ID, provider_id)
    refused(function, event, seeds, 404, "provider-not-found")
