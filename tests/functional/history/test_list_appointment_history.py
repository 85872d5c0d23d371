"""GET /api/appointments/{appointmentId}/history, through the function's entry point."""

from datetime import timedelta
from typing import Any

import pytest

from booking.appointments.appointment import Appointment
from booking.calls.caller import Caller
from booking.calls.paging import Position
from booking.dynamodb.cursors import Cursors
from booking.history.items import DIGITS
from tests.callers import ADMIN, CUSTOMER, DESK, PROVIDER
from tests.engine import Table
from tests.examples import moved, origin
from tests.functional.history.histories import recorded
from tests.functional.lambdas import (
    APPOINTMENT_ID,
    PROVIDER_ID,
    UNKNOWN_ID,
    Event,
    Function,
    sample,
    with_caller,
    with_path_id,
    with_query,
)
from tests.functional.refusals import refused, refused_fields
from tests.functional.seeds import START, Seeds


@pytest.fixture
def versions(seeds: Seeds, table: Table) -> list[Appointment]:
    """Booked, moved and cancelled; of all the consumer has heard."""
    provider = seeds.scheduled_provider()
    booked = seeds.appointment(provider)
    later = moved(booked, START + timedelta(hours=1), origin("change-2"), provider)
    found = [booked, later, later.cancelled("ill", origin("change-3"))]
    recorded(table, *found)
    return found


def page(**query: str) -> Event:
    return with_query(sample("list_appointment_history"), limit="2", **query)


def items(function: Function, **query: str) -> list[dict[str, Any]]:
    answer = function(with_query(sample("list_appointment_history"), **query))
    assert answer.status == 200, answer.json
    found: list[dict[str, Any]] = answer.json["items"]
    return found


@pytest.mark.usefixtures("versions")
def test_the_sample_event_answers_with_the_newest_change_first(function: Function) -> None:
    answer = function(sample("list_appointment_history"))
    assert (answer.status, answer.headers["cache-control"], answer.json["nextCursor"]) == (200, "no-store", None)
    assert [entry["version"] for entry in answer.json["items"]] == [3, 2, 1]


@pytest.mark.usefixtures("versions")
def test_an_entry_says_what_when_by_whom_and_where_it_was(function: Function) -> None:
    first, second, third = items(function, order="asc")
    assert [entry["type"] for entry in (first, second, third)] == [
        "AppointmentBooked",
        "AppointmentRescheduled",
        "AppointmentCancelled",
    ]
    assert second["previous"] == {
        "startTime": first["startTime"],
        "endTime": first["endTime"],
        "providerId": PROVIDER_ID,
        "serviceId": None,
    }
    assert second["startTime"] == "2028-03-06T10:30:00+01:00"
    assert second["by"].keys() == {"kind", "id", "via"}
    assert (third["status"], third["at"]) == ("CANCELLED", "2027-01-01T12:00:00Z")


@pytest.mark.usefixtures("versions")
def test_it_says_nothing_of_the_customer_and_no_reason(function: Function) -> None:
    answer = function(sample("list_appointment_history")).body.decode()
    assert not [text for text in ("ill", "customer", "Zo", "example") if f'"{text}' in answer]


@pytest.mark.usefixtures("versions")
def test_a_page_leads_to_the_next_one(function: Function) -> None:
    first = function(page(order="desc")).json
    last = function(page(order="desc", cursor=first["nextCursor"])).json
    assert [entry["version"] for page in (first, last) for entry in page["items"]] == [3, 2, 1]
    assert last["nextCursor"] is None


@pytest.mark.usefixtures("versions")
def test_a_cursor_of_another_list_is_refused(function: Function, seeds: Seeds) -> None:
    cursor = function(page(order="desc")).json["nextCursor"]
    assert refused_fields(function, page(cursor=cursor), seeds) == ["cursor"]
    assert refused_fields(function, page(cursor="bm9uZQ"), seeds) == ["cursor"]


@pytest.mark.parametrize("version", ["1", "1" * (DIGITS + 1), "x" * DIGITS])
def test_a_cursor_that_somebody_made_up_is_refused(function: Function, seeds: Seeds, version: str) -> None:
    cursor = Cursors("history", {"appointmentId": APPOINTMENT_ID, "order": "desc"}).text(Position(version, version))
    assert refused_fields(function, page(order="desc", cursor=cursor), seeds) == ["cursor"]


def test_without_a_consumer_the_history_is_empty(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    assert items(function) == []


def test_an_unknown_appointment_has_none(function: Function, seeds: Seeds) -> None:
    event = with_path_id(sample("list_appointment_history"), APPOINTMENT_ID, UNKNOWN_ID)
    refused(function, event, seeds, 404, "appointment-not-found")


@pytest.mark.usefixtures("versions")
@pytest.mark.parametrize(
    ("caller", "answer"),
    [(ADMIN, 200), (DESK, 200), (PROVIDER, 404), (CUSTOMER, 403)],
    ids=["admin", "desk", "provider", "customer"],
)
def test_it_is_for_staff(function: Function, caller: Caller, answer: int) -> None:
    """A provider sees its own appointments only, and this one is another's."""
    assert function(with_caller(sample("list_appointment_history"), caller)).status == answer
    assert APPOINTMENT_ID in sample("list_appointment_history")["rawPath"]
