"""GET /api/customers/{customerId}/export, through the function's entry point."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from booking.appointments.appointment import Customer
from booking.calls.paging import Position
from booking.customers.erasure import SETTLED_AFTER
from booking.customers.items import positions_of
from tests.callers import CUSTOMER, DESK, OTHER_CUSTOMER, PROVIDER
from tests.engine import NOW, Table
from tests.examples import ZOE
from tests.functional.customers.cards import refresh
from tests.functional.lambdas import (
    APPOINTMENT_ID,
    PROVIDER_ID,
    UNKNOWN_ID,
    Event,
    Function,
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

ID = ZOE.id


def of(customer_id: str) -> Event:
    return with_path_id(sample("export_customer"), ID, customer_id)


def test_the_sample_event_answers_with_all_that_is_stored(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider(), metadata={"source": "phone"})
    answer = function(sample("export_customer"))
    assert (answer.status, answer.headers["cache-control"]) == (200, "no-store")
    stored = load("get_appointment")(sample("get_appointment")).json
    del stored["allowedActions"]
    assert answer.json == {
        "customerId": ID,
        "exportedAt": "2027-01-01T12:00:00Z",
        "card": None,
        "erasure": None,
        "openAppointments": [],
        "appointments": [stored | {"lastChange": BOOKED}],
        "next": None,
    }


BOOKED = {"type": "AppointmentBooked", "at": "2026-12-31T12:00:00Z", "previous": None}


def test_every_attribute_that_holds_something_of_a_customer_is_exported(function: Function, seeds: Seeds) -> None:
    """A new attribute with personal data would be missing here."""
    seeds.appointment(seeds.scheduled_provider(), metadata={"source": "phone"})
    exported = function(sample("export_customer")).raw["body"]
    (stored,) = [item for item in seeds.table.items() if item["SK"]["S"] == "APPOINTMENT"]
    texts = {name: value["S"] for name, value in stored.items() if "S" in value and name not in NOT_EXPORTED}
    assert [name for name, text in texts.items() if text not in exported] == []


NOT_EXPORTED = {"PK", "SK", "GSI1PK", "GSI1SK", "GSI2PK", "GSI2SK", "startTime", "endTime", "claimFrom", "claimTo"}
"""Keys, and times that are answered in the provider's zone."""


def test_only_staff_gets_the_internal_note(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider(), customer=Customer(CUSTOMER.customer_id, "Kim"))
    load("update_appointment")(sample("update_appointment"))
    event = of(CUSTOMER.customer_id)
    assert "window seat" in function(event).raw["body"]
    assert "window seat" not in function(with_caller(event, CUSTOMER)).raw["body"]


def test_what_a_customer_booked_itself_is_listed_with_the_providers(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    booking = with_body(
        with_headers(sample("create_appointment"), idempotency_key=None),
        {"providerId": PROVIDER_ID, "startTime": "2028-03-06T09:30:00+01:00", "customer": {"name": "Kim"}},
    )
    booked = load("create_appointment")(with_caller(booking, CUSTOMER)).json
    answer = function(with_caller(of(CUSTOMER.customer_id), CUSTOMER)).json
    assert answer["openAppointments"] == [
        {"appointmentId": booked["id"], "providerId": PROVIDER_ID, "endTime": "2028-03-06T09:00:00Z"}
    ]
    assert [appointment["id"] for appointment in answer["appointments"]] == [booked["id"]]


def test_a_move_tells_where_the_appointment_was(function: Function, seeds: Seeds) -> None:
    seeds.move(seeds.appointment(seeds.scheduled_provider()), START + timedelta(hours=1))
    (appointment,) = function(sample("export_customer")).json["appointments"]
    assert appointment["lastChange"]["previous"]["startTime"] == "2028-03-06T09:30:00+01:00"


def test_pages_follow_one_another_without_gap_or_repeat(
    function: Function, seeds: Seeds, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("booking.customers.export_customer.MOST_APPOINTMENTS", 2)
    provider = seeds.scheduled_provider()
    ids = [f"{APPOINTMENT_ID[:-1]}{number}" for number in range(5)]
    for number, appointment_id in enumerate(ids):
        seeds.appointment(provider, appointment_id, START + timedelta(minutes=30 * number))
    pages = [function(sample("export_customer")).json]
    while after := pages[-1]["next"]:
        pages.append(function(with_query(sample("export_customer"), after=after)).json)
    assert [appointment["id"] for page in pages for appointment in page["appointments"]] == ids
    assert len(pages) == 3


def test_the_card_is_exported_with_what_was_corrected(function: Function, seeds: Seeds, table: Table) -> None:
    seeds.appointment(seeds.scheduled_provider())
    refresh(table, ID)
    card = load("update_customer")(sample("update_customer")).json
    assert function(sample("export_customer")).json["card"] == card


def test_an_erasure_is_exported(function: Function, seeds: Seeds, set_clock: Callable[[datetime], None]) -> None:
    begun, done = "2027-01-01T12:00:00Z", "2027-01-01T12:01:01Z"
    load("erase_customer")(sample("erase_customer"))
    erasing = {"state": "erasing", "begunAt": begun, "completedAt": None}
    assert function(sample("export_customer")).json["erasure"] == erasing
    set_clock(NOW + SETTLED_AFTER)
    load("erase_customer")(sample("erase_customer"))
    erased = {"state": "erased", "begunAt": begun, "completedAt": done}
    assert function(sample("export_customer")).json["erasure"] == erased


def test_of_a_customer_without_data_there_is_nothing(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    answer = function(with_caller(of("customer-18"), DESK))
    assert (answer.status, answer.json["appointments"]) == (200, [])


@pytest.mark.parametrize("customer_id", [ID, OTHER_CUSTOMER.customer_id, "customer-18", UNKNOWN_ID])
def test_a_customer_finds_nobody_but_itself(function: Function, seeds: Seeds, customer_id: str) -> None:
    seeds.appointment(seeds.scheduled_provider())
    refused(function, with_caller(of(customer_id), CUSTOMER), seeds, 404, "customer-not-found")


def test_a_provider_exports_nobody(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider(), customer=Customer(PROVIDER.customer_id, "Kim"))
    refused(function, with_caller(of(PROVIDER.customer_id), PROVIDER), seeds, 403, "forbidden")


@pytest.mark.parametrize("customer_id", ["x" * 129, "a\nb", " "])
def test_what_can_be_no_id_of_a_customer_is_refused(function: Function, seeds: Seeds, customer_id: str) -> None:
    assert refused_fields(function, of(customer_id), seeds) == ["customerId"]


@pytest.mark.parametrize(
    "customer_id", ["a/b", "😀", "%F0", "x" * 128, "ä ö", "kim@example.com", "+39 06 1234567", "u-1"]
)
def test_any_other_text_may_be_one(function: Function, seeds: Seeds, customer_id: str) -> None:
    seeds.appointment(seeds.scheduled_provider(), customer=Customer(customer_id, "Kim"))
    assert len(function(of(customer_id)).json["appointments"]) == 1


@pytest.mark.parametrize("after", ["", "x", "2028-03-06T08:30:00Z~x", f"2028-03-06T08:30Z~{UNKNOWN_ID}"])
def test_what_is_no_position_is_refused(function: Function, seeds: Seeds, after: str) -> None:
    assert refused_fields(function, with_query(sample("export_customer"), after=after), seeds) == ["after"]


def test_a_position_of_another_customer_is_refused(function: Function, seeds: Seeds) -> None:
    after = positions_of("customer-18").text(Position("2028-03-06T08:30:00Z", APPOINTMENT_ID))
    assert function(with_query(of("customer-18"), after=after)).json["appointments"] == []
    assert refused_fields(function, with_query(sample("export_customer"), after=after), seeds) == ["after"]


def test_a_position_that_somebody_makes_up_shows_nothing_of_others(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    after = positions_of("customer-18").text(Position("2020-01-01T00:00:00Z", APPOINTMENT_ID))
    assert function(with_query(of("customer-18"), after=after)).json["appointments"] == []
