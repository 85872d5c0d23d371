"""GET /api/appointments, through the function's entry point."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from booking.appointments.appointment import Appointment, Customer
from booking.calls.caller import Caller
from booking.dynamodb import cursors
from booking.dynamodb.listing import MOST_QUERIES
from booking.providers.provider import Provider
from booking.providers.schedule import Window
from tests.callers import CUSTOMER, DESK, OTHER_CUSTOMER, PROVIDER, THERAPIST
from tests.engine import call
from tests.examples import ZOE, origin
from tests.functional.lambdas import (
    APPOINTMENT_ID,
    PROVIDER_ID,
    UNKNOWN_ID,
    Event,
    Function,
    load,
    sample,
    with_caller,
    with_query,
)
from tests.functional.refusals import refused, refused_fields
from tests.functional.seeds import START, Seeds

OTHER_ID = "4b2f0c1e-6d0a-4c7b-9d3e-0f1a2b3c4d5f"
SLOT = timedelta(minutes=30)
IDS = [f"{APPOINTMENT_ID[:-1]}{number}" for number in range(6)]


def asking(**query: str) -> Event:
    return with_query(sample("list_appointments"), **query)


def of_provider(provider_id: str = PROVIDER_ID, **query: str) -> Event:
    return asking(providerId=provider_id, **query)


def book(seeds: Seeds, provider: Provider, count: int = len(IDS)) -> list[Appointment]:
    """At 09:30, 10:00 and so on in Rome."""
    return [seeds.appointment(provider, IDS[number], START + number * SLOT) for number in range(count)]


def ids(function: Function, event: Event) -> list[str]:
    return [item["id"] for item in function(event).json["items"]]


def pages(function: Function, **query: str) -> list[list[str]]:
    """The ids on each page, to the end."""
    found: list[list[str]] = []
    cursor: dict[str, str] = {}
    while True:
        answer = function(of_provider(**query, **cursor)).json
        found.append([item["id"] for item in answer["items"]])
        if answer["nextCursor"] is None:
            return found
        cursor = {"cursor": answer["nextCursor"]}


def next_cursor(function: Function, event: Event) -> str:
    cursor: str = function(event).json["nextCursor"]
    assert cursor
    return cursor


# --- what is listed ----------------------------------------------------------------------------------------------


def test_a_providers_list_says_what_the_rules_would_no_longer_allow(function: Function, seeds: Seeds) -> None:
    provider = seeds.scheduled_provider()
    book(seeds, provider, 2)
    seeds.override(provider, START.date(), [Window(10 * 60, 12 * 60)])
    first, second = function(of_provider()).json["items"]
    assert (first["unresolved"], second["unresolved"]) == (True, False)
    assert "keep" in first["allowedActions"]
    assert "keep" not in second["allowedActions"]


def test_a_customers_list_does_not_know_it(function: Function, seeds: Seeds) -> None:
    book(seeds, seeds.scheduled_provider(), 1)
    assert function(asking(customerId=ZOE.id)).json["items"][0]["unresolved"] is None


def test_the_sample_event_answers_with_the_appointments_of_the_day(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    answer = function(sample("list_appointments"))
    assert (answer.status, answer.headers["cache-control"]) == (200, "no-store")
    assert "etag" not in answer.headers
    appointment = load("get_appointment")(sample("get_appointment")).json | {"unresolved": False}
    assert answer.json == {"items": [appointment], "nextCursor": None}


def test_without_appointments_the_list_is_empty(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    assert function(of_provider()).json == {"items": [], "nextCursor": None}


def test_it_is_by_start_and_newest_first_if_asked(function: Function, seeds: Seeds) -> None:
    provider = seeds.scheduled_provider()
    for number in (2, 0, 1):
        seeds.appointment(provider, IDS[number], START + number * SLOT)
    assert ids(function, of_provider()) == ids(function, of_provider(order="asc")) == IDS[:3]
    assert ids(function, of_provider(order="desc")) == IDS[2::-1]


def test_a_customers_list_has_those_with_all_providers(function: Function, seeds: Seeds) -> None:
    first, second = seeds.scheduled_provider(), seeds.scheduled_provider(OTHER_ID)
    seeds.appointment(second, IDS[0], START)
    seeds.appointment(first, IDS[1], START + SLOT)
    seeds.appointment(first, IDS[2], START + 2 * SLOT, customer=Customer("customer-18", "Kim"))
    assert ids(function, asking(customerId=ZOE.id)) == IDS[:2]
    assert ids(function, of_provider()) == IDS[1:3]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"from": "2028-03-06T10:00:00+01:00"}, IDS[1:]),
        ({"from": "2028-03-06T10:00:00.000001+01:00"}, IDS[2:]),
        ({"to": "2028-03-06T09:00:00Z"}, IDS[:1]),
        ({"to": "2028-03-06T09:00:00.5Z"}, IDS[:2]),
        ({"from": "2028-03-06T09:00:00Z", "to": "2028-03-06T10:00:00Z"}, IDS[1:3]),
        ({"from": "2028-03-06T09:00:00Z", "to": "2028-03-06T09:00:00Z"}, []),
        ({"from": "2028-03-06", "to": "2028-03-06"}, IDS),
        ({"from": "2028-03-07"}, []),
        ({"to": "2028-03-05"}, []),
        ({"from": "2028-03-06T10:00:00+01:00", "to": "2028-03-06"}, IDS[1:]),
        ({"from": "0001-01-01", "to": "9999-12-31"}, IDS),
        ({"from": "9999-12-31", "to": "9999-12-31"}, []),
        ({"from": "0001-01-01T00:00:00Z", "to": "0001-01-01T00:00:00Z"}, []),
    ],
)
def test_a_range_is_about_starts(function: Function, seeds: Seeds, query: dict[str, str], found: list[str]) -> None:
    book(seeds, seeds.scheduled_provider())
    for order, expected in (("asc", found), ("desc", found[::-1])):
        assert ids(function, of_provider(**query, order=order)) == expected


def test_filters_choose_by_status_and_service(function: Function, seeds: Seeds) -> None:
    provider = seeds.scheduled_provider()
    seeds.cancelled_appointment(provider)
    seeds.appointment(provider, IDS[1], START + SLOT)
    assert ids(function, of_provider(status="CONFIRMED")) == [IDS[1]]
    assert ids(function, of_provider(status="CANCELLED")) == [APPOINTMENT_ID]
    assert ids(function, of_provider(serviceId="massage")) == []


def test_a_service_is_that_of_the_booking(function: Function, seeds: Seeds) -> None:
    provider = seeds.scheduled_provider()
    book(seeds, provider, 2)
    (item,) = (item for item in seeds.table.items() if item["PK"]["S"].endswith(IDS[1]))
    seeds.table.put([{**item, "serviceId": {"S": "massage"}}])
    assert ids(function, of_provider(serviceId="massage")) == [IDS[1]]


def test_an_appointment_comes_as_it_stands_and_not_as_the_index_lists_it(function: Function, seeds: Seeds) -> None:
    """Its actions are those of the caller now."""
    seeds.move(seeds.appointment(seeds.scheduled_provider()), START + SLOT)
    (item,) = function(of_provider()).json["items"]
    assert (item["startTime"], item["version"]) == ("2028-03-06T10:00:00+01:00", 2)
    assert item["allowedActions"] == ["reschedule", "cancel", "edit"]


# --- pages -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("limit", [1, 2, 3, 5, 6, 7])
def test_pages_follow_one_another_without_gap_or_repeat(
    function: Function, seeds: Seeds, limit: int, order: str
) -> None:
    book(seeds, seeds.scheduled_provider())
    found = pages(function, limit=str(limit), order=order)
    assert [appointment_id for page in found for appointment_id in page] == (IDS if order == "asc" else IDS[::-1])
    assert [len(page) for page in found[:-1]] == [limit] * (len(found) - 1)


def test_appointments_at_one_instant_are_all_listed(function: Function, seeds: Seeds) -> None:
    for number in range(5):
        provider = seeds.scheduled_provider(f"{OTHER_ID[:-1]}{number}")
        seeds.appointment(provider, IDS[number], START)
    event, found = asking(customerId=ZOE.id, limit="2"), []
    while True:
        answer = function(event).json
        found += [item["id"] for item in answer["items"]]
        if answer["nextCursor"] is None:
            break
        event = asking(customerId=ZOE.id, limit="2", cursor=answer["nextCursor"])
    assert sorted(found) == IDS[:5]


def test_a_filter_that_few_pass_leaves_pages_short_before_the_end(function: Function, seeds: Seeds) -> None:
    provider = seeds.scheduled_provider()
    book(seeds, provider)
    last = seeds.table.store().appointment(IDS[-1])
    seeds.table.store().cancel(last, last.cancelled(None, origin()), call())
    found = pages(function, limit="1", status="CANCELLED")
    assert found[:2] == [[], [IDS[-1]]]
    assert len(IDS) > MOST_QUERIES


def test_another_limit_goes_on_in_the_same_list(function: Function, seeds: Seeds) -> None:
    book(seeds, seeds.scheduled_provider())
    cursor = next_cursor(function, of_provider(limit="2"))
    assert ids(function, of_provider(limit="100", cursor=cursor)) == IDS[2:]


def test_a_cursor_of_what_was_moved_meanwhile_goes_on_behind_its_place(function: Function, seeds: Seeds) -> None:
    booked = book(seeds, seeds.scheduled_provider())
    cursor = next_cursor(function, of_provider(limit="2"))
    seeds.move(booked[1], START + timedelta(hours=5))
    assert ids(function, of_provider(limit="3", cursor=cursor)) == IDS[2:5]


def test_one_whose_dates_have_become_others_goes_on_where_they_begin(function: Function, seeds: Seeds) -> None:
    """The provider has moved to another zone, and the last entry is outside of the dates now."""
    provider = seeds.scheduled_provider()
    book(seeds, provider)
    dates = {"from": "2028-03-06", "to": "2028-03-06", "limit": "2"}
    forwards = next_cursor(function, of_provider(**dates))
    backwards = next_cursor(function, of_provider(**dates, order="desc"))
    (item,) = (item for item in seeds.table.items() if item["SK"]["S"] == "PROVIDER")
    seeds.table.put([{**item, "timezone": {"S": "Pacific/Kiritimati"}}])
    assert ids(function, of_provider(**dates, cursor=forwards)) == [IDS[2]]
    assert ids(function, of_provider(**dates, order="desc", cursor=backwards)) == IDS[2:0:-1]
    seeds.table.put([{**item, "timezone": {"S": "America/Adak"}}])
    assert ids(function, of_provider(**dates, cursor=forwards)) == IDS[3:5]
    assert ids(function, of_provider(**dates, order="desc", cursor=backwards)) == [IDS[3]]


def test_a_page_holds_no_more_than_lambda_can_answer(function: Function, seeds: Seeds) -> None:
    """Each has the longest texts that a booking takes, of characters that JSON writes with six."""
    seeds.appointment(seeds.scheduled_provider())
    (item,) = (item for item in seeds.table.items() if item["SK"]["S"] == "APPOINTMENT")
    metadata = {"M": {f"{number:02}" + "\x01" * 38: {"S": "\x01" * 500} for number in range(20)}}
    for number in range(100):
        appointment_id = f"{UNKNOWN_ID[:-3]}{number:03}"
        key = {"PK": {"S": f"APPOINTMENT#{appointment_id}"}, "id": {"S": appointment_id}}
        seeds.table.put([{**item, **key, "notes": {"S": "\x01" * 2000}, "metadata": metadata}])
    found, cursor = 0, None
    while found < 101:
        answer = function(of_provider(limit="100", **({"cursor": cursor} if cursor else {})))
        assert len(json.dumps(answer.raw)) < 6 * 1024 * 1024
        assert answer.json["items"]
        found, cursor = found + len(answer.json["items"]), answer.json["nextCursor"]
    assert found == 101


@pytest.fixture
def cursor(function: Function, seeds: Seeds) -> str:
    """Of the first page of all of the provider's appointments."""
    book(seeds, seeds.scheduled_provider())
    return next_cursor(function, of_provider(limit="2"))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda c: c[:-1],
        lambda c: f"{c}=",
        lambda c: f"{c}A",
        str.swapcase,
        lambda c: c[1:],
        lambda _: "x",
        lambda _: "",
    ],
)
def test_a_cursor_that_is_not_as_it_was_answered_is_refused(
    function: Function, seeds: Seeds, cursor: str, spoil: Callable[[str], str]
) -> None:
    assert refused_fields(function, of_provider(cursor=spoil(cursor)), seeds) == ["cursor"]


@pytest.mark.parametrize(
    "filters",
    [
        {"status": "CONFIRMED"},
        {"serviceId": "massage"},
        {"order": "desc"},
        {"from": "2028-03-06"},
        {"to": "2028-03-07T00:00:00Z"},
        {"providerId": OTHER_ID},
    ],
)
def test_a_cursor_of_other_filters_is_refused(
    function: Function, seeds: Seeds, cursor: str, filters: dict[str, str]
) -> None:
    event = asking(**{"providerId": PROVIDER_ID, "cursor": cursor, **filters})
    assert refused_fields(function, event, seeds) == ["cursor"]


def test_a_cursor_of_a_providers_list_is_none_of_a_customers(function: Function, seeds: Seeds, cursor: str) -> None:
    assert refused_fields(function, asking(customerId=PROVIDER_ID, cursor=cursor), seeds) == ["cursor"]


def test_a_cursor_of_an_older_format_is_refused(
    function: Function, seeds: Seeds, cursor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cursors, "FORMAT", cursors.FORMAT + 1)
    assert refused_fields(function, of_provider(cursor=cursor), seeds) == ["cursor"]


def test_the_same_instant_written_otherwise_is_the_same_filter(function: Function, seeds: Seeds) -> None:
    book(seeds, seeds.scheduled_provider())
    cursor = next_cursor(function, of_provider(**{"from": "2028-03-06T09:00:00+01:00"}, limit="2"))
    assert ids(function, of_provider(**{"from": "2028-03-06T08:00:00Z"}, cursor=cursor)) == IDS[2:]


# --- bad input ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ({}, ["providerId"]),
        ({"providerId": PROVIDER_ID, "customerId": ZOE.id}, ["customerId"]),
        ({"customerId": ZOE.id, "from": "2028-03-06", "to": "2028-03-07"}, ["from", "to"]),
        ({"customerId": ZOE.id, "from": "2028-03-06T00:00:00Z", "to": "2028-03-05T00:00:00Z"}, ["to"]),
        ({"providerId": PROVIDER_ID, "from": "2028-03-07", "to": "2028-03-06"}, ["to"]),
        ({"providerId": PROVIDER_ID, "from": "2028-03-07", "to": "2028-03-06T12:00:00Z"}, ["to"]),
        ({"providerId": PROVIDER_ID, "from": "monday"}, ["from"]),
        ({"providerId": PROVIDER_ID, "status": "confirmed"}, ["status"]),
        ({"providerId": PROVIDER_ID, "order": "start"}, ["order"]),
        ({"providerId": PROVIDER_ID, "serviceId": "Massage"}, ["serviceId"]),
        ({"providerId": PROVIDER_ID, "page": "2"}, ["page"]),
        ({"customerId": "a\nb"}, ["customerId"]),
        ({"providerId": PROVIDER_ID, "limit": "0", "status": "x", "order": "y"}, ["status", "order", "limit"]),
    ],
)
def test_bad_input_is_refused_with_its_fields(
    function: Function, seeds: Seeds, query: dict[str, str], fields: list[str]
) -> None:
    seeds.scheduled_provider()
    assert refused_fields(function, asking(**query), seeds) == fields


@pytest.mark.parametrize("limit", ["0", "101", "-1", "1.0", "ten", ""])
def test_a_limit_is_a_number_from_1_to_100(function: Function, seeds: Seeds, limit: str) -> None:
    assert refused_fields(function, of_provider(limit=limit), seeds) == ["limit"]


# --- rights ------------------------------------------------------------------------------------------------------


def test_an_unknown_provider_is_not_found_by_staff(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    refused(function, with_caller(of_provider(UNKNOWN_ID), DESK), seeds, 404, "provider-not-found")


@pytest.mark.parametrize("caller", [PROVIDER, CUSTOMER])
@pytest.mark.parametrize("provider_id", [PROVIDER_ID, UNKNOWN_ID, "x"])
def test_who_may_not_list_a_provider_does_not_learn_whether_it_exists(
    function: Function, seeds: Seeds, caller: Caller, provider_id: str
) -> None:
    seeds.scheduled_provider()
    refused(function, with_caller(of_provider(provider_id), caller), seeds, 403, "forbidden")


def test_a_provider_lists_its_own(function: Function, seeds: Seeds) -> None:
    provider = seeds.scheduled_provider()
    seeds.give_subject(provider, THERAPIST)
    book(seeds, provider, 2)
    items: list[Any] = function(with_caller(of_provider(), PROVIDER)).json["items"]
    assert [item["id"] for item in items] == IDS[:2]
    assert items[0]["allowedActions"] == ["reschedule", "cancel", "edit"]


def test_a_customer_lists_its_own_and_nobody_elses(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider(), customer=Customer(CUSTOMER.customer_id, "Kim"))
    own = asking(customerId=CUSTOMER.customer_id)
    assert ids(function, with_caller(own, CUSTOMER)) == [APPOINTMENT_ID]
    refused(function, with_caller(own, OTHER_CUSTOMER), seeds, 403, "forbidden")


def test_a_provider_lists_no_customer(function: Function, seeds: Seeds) -> None:
    """The appointments may be with others."""
    seeds.give_subject(seeds.scheduled_provider(), THERAPIST)
    refused(function, with_caller(asking(customerId=ZOE.id), PROVIDER), seeds, 403, "forbidden")


def test_a_customers_cutoff_is_in_force_in_a_list(
    function: Function, seeds: Seeds, set_clock: Callable[[datetime], None]
) -> None:
    seeds.appointment(seeds.scheduled_provider(), customer=Customer(CUSTOMER.customer_id, "Kim"))
    (item,) = (item for item in seeds.table.items() if item["SK"]["S"] == "APPOINTMENT")
    seeds.table.put([{**item, "cancelCutoffMinutes": {"N": "60"}}])
    set_clock(START - SLOT)
    event = asking(customerId=CUSTOMER.customer_id)
    assert function(with_caller(event, CUSTOMER)).json["items"][0]["allowedActions"] == ["reschedule", "edit"]
    assert function(event).json["items"][0]["allowedActions"] == ["reschedule", "cancel", "arrive", "edit"]
