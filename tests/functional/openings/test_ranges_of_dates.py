"""GET /api/providers/{providerId}/availability with several dates, a viewer's zone, a limit, and a later opening."""

from datetime import timedelta
from typing import Any

import pytest

from tests.functional.lambdas import PROVIDER_ID, Event, Function, load, sample, with_query
from tests.functional.refusals import refused_fields
from tests.functional.seeds import START, Seeds

MONDAY, NEXT_MONDAY = "2028-03-06", "2028-03-13"


@pytest.fixture
def function() -> Function:
    return load("get_availability")


def asked(**query: str) -> Event:
    return with_query(sample("get_availability"), **query)


def dates(first: str, last: str, **query: str) -> Event:
    return asked(**{"from": first, "to": last}, **query)


def counts(answer: Any) -> dict[str, int]:
    return {day["date"]: len(day["availableSlots"]) for day in answer.json["days"] if day["availableSlots"]}


def test_every_date_of_the_range_is_answered(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    answer = function(dates(MONDAY, NEXT_MONDAY))
    assert {**answer.json, "days": len(answer.json["days"])} == {
        "providerId": PROVIDER_ID,
        "from": MONDAY,
        "to": NEXT_MONDAY,
        "timezone": "Europe/Rome",
        "appointmentDuration": 30,
        "days": 8,
        "emptyBecause": None,
        "nextAvailable": None,
    }
    assert counts(answer) == {MONDAY: 15, NEXT_MONDAY: 15}
    assert answer.json["days"][1] == {"date": "2028-03-07", "availableSlots": []}


def test_a_range_of_one_date_lists_what_the_date_lists(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    (day,) = function(dates(MONDAY, MONDAY)).json["days"]
    assert day["availableSlots"] == function(asked(date=MONDAY)).json["availableSlots"]


def test_62_dates_are_answered(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    assert len(function(dates("2028-03-01", "2028-05-01")).json["days"]) == 62


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ({}, ["date"]),
        ({"from": MONDAY}, ["to"]),
        ({"to": MONDAY}, ["from"]),
        ({"date": MONDAY, "from": MONDAY}, ["from"]),
        ({"date": MONDAY, "from": MONDAY, "to": MONDAY}, ["from", "to"]),
        ({"from": NEXT_MONDAY, "to": MONDAY}, ["to"]),
        ({"from": "2028-03-01", "to": "2028-05-02"}, ["to"]),
        ({"from": "0001-01-01", "to": "9999-12-31"}, ["to"]),
        ({"date": MONDAY, "limit": "0"}, ["limit"]),
        ({"date": MONDAY, "limit": "1001"}, ["limit"]),
        ({"date": MONDAY, "timezone": "Rome"}, ["timezone"]),
        ({"date": MONDAY, "next": "yes"}, ["next"]),
    ],
)
def test_what_is_wrong_is_named(function: Function, seeds: Seeds, query: dict[str, str], fields: list[str]) -> None:
    seeds.scheduled_provider()
    assert refused_fields(function, asked(**query), seeds) == fields


def test_a_viewer_reads_the_same_starts_by_its_own_clock_and_dates(function: Function, seeds: Seeds) -> None:
    """Rome's Monday from 14:00 on is Tuesday in Kiritimati."""
    seeds.scheduled_provider()
    answer = function(dates(MONDAY, "2028-03-07", timezone="Pacific/Kiritimati"))
    assert (answer.json["timezone"], counts(answer)) == ("Pacific/Kiritimati", {MONDAY: 4, "2028-03-07": 11})
    assert answer.json["days"][0]["availableSlots"][0] == {
        "startTime": f"{MONDAY}T22:00:00+14:00",
        "endTime": f"{MONDAY}T22:30:00+14:00",
    }


def test_one_date_of_a_viewer_is_cut_at_the_viewers_midnights(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    answer = function(asked(date=MONDAY, timezone="Pacific/Kiritimati"))
    assert len(answer.json["availableSlots"]) == 4


def test_a_limit_counts_from_the_first_opening_on(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    assert counts(function(dates(MONDAY, NEXT_MONDAY, limit="16"))) == {MONDAY: 15, NEXT_MONDAY: 1}


@pytest.mark.parametrize(
    ("date", "emptiness", "later"),
    [
        ("2028-03-07", "closed", (f"{NEXT_MONDAY}T09:00:00+01:00", "2028-03-15T00:00:00+01:00")),
        ("2026-12-28", "past", ("2027-01-04T09:00:00+01:00", "2027-01-08T00:00:00+01:00")),
        ("2029-01-08", "beyond-horizon", (None, "2029-01-01T00:00:00+01:00")),
    ],
)
def test_an_empty_answer_says_why_and_names_a_later_opening(
    function: Function, seeds: Seeds, date: str, emptiness: str, later: tuple[str | None, str]
) -> None:
    seeds.scheduled_provider()
    answer = function(asked(date=date, next="true")).json
    start, until = later
    assert answer["emptyBecause"] == emptiness
    assert answer["nextAvailable"] == {"startTime": start, "searchedUntil": until}


def test_a_later_opening_is_looked_for_only_if_it_is_wanted_and_needed(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    asks = [asked(date="2028-03-07"), asked(date="2028-03-07", next="false"), asked(date=MONDAY, next="true")]
    assert [function(ask).json["nextAvailable"] for ask in asks] == [None, None, None]


def test_a_later_opening_may_be_on_the_same_date_of_the_provider(function: Function, seeds: Seeds) -> None:
    """The viewer's date ends in the middle of Rome's Monday."""
    provider = seeds.scheduled_provider()
    for n in range(4):
        start = START + timedelta(minutes=30 * (n - 1))
        seeds.appointment(provider, f"00000000-0000-4000-8000-00000000000{n}", start)
    answer = function(asked(date=MONDAY, timezone="Pacific/Kiritimati", next="true")).json
    assert (answer["emptyBecause"], answer["nextAvailable"]["startTime"]) == ("full", "2028-03-07T00:00:00+14:00")
