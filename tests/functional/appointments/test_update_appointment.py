"""PATCH /api/appointments/{appointmentId}, through the function's entry point."""

from typing import Any

import pytest

from booking.appointments.appointment import Customer
from tests.callers import CUSTOMER, claims_of
from tests.functional.lambdas import (
    APPOINTMENT_ID,
    UNKNOWN_ID,
    Event,
    Function,
    load,
    sample,
    with_body,
    with_claims,
    with_headers,
    with_path_id,
)
from tests.functional.refusals import refused, refused_fields
from tests.functional.seeds import Seeds


def request(body: Any) -> Event:
    return with_headers(with_body(sample("update_appointment"), body), if_match=None)


def test_the_sample_event_corrects_the_appointment(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    answer = function(sample("update_appointment"))
    assert (answer.status, answer.headers["etag"], answer.headers["cache-control"]) == (200, '"2"', "no-store")
    assert answer.json["customer"]["phone"] == "+39 06 7654321"
    assert (answer.json["internalNote"], answer.json["notes"]) == ("Prefers the window seat", "Second floor, please")
    (stored,) = [item for item in seeds.snapshot() if item["SK"]["S"] == "APPOINTMENT"]
    assert stored["change"]["M"]["fields"] == {"L": [{"S": "customer.phone"}, {"S": "internalNote"}]}


def test_null_clears_a_field_and_takes_an_entry_away(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider(), metadata={"channel": "web", "room": "2"})
    answer = function(request({"notes": None, "customer": {"email": None}, "metadata": {"room": None}}))
    assert (answer.json["notes"], answer.json["customer"]["email"]) == (None, None)
    assert answer.json["metadata"] == {"channel": "web"}


@pytest.mark.parametrize("media_type", ["application/merge-patch+json", "application/json; charset=utf-8"])
def test_both_media_types_are_taken(function: Function, seeds: Seeds, media_type: str) -> None:
    seeds.appointment(seeds.scheduled_provider())
    assert function(with_headers(request({"notes": "x"}), content_type=media_type)).status == 200


def test_what_changes_nothing_writes_nothing(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    before = seeds.snapshot()
    assert function(with_headers(request({}), if_match='"7"')).json["version"] == 1
    assert seeds.snapshot() == before


def test_a_customer_never_sees_the_internal_note(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider(), customer=Customer(CUSTOMER.customer_id, "Kim"))
    function(sample("update_appointment"))
    as_customer = claims_of(CUSTOMER)
    corrected = function(with_claims(request({"notes": "x"}), as_customer))
    read = load("get_appointment")(with_claims(sample("get_appointment"), as_customer))
    assert (corrected.status, read.status) == (200, 200)
    for answer in (corrected, read):
        assert not {"internalNote", "via"} & answer.json.keys()
        assert "window seat" not in answer.raw["body"]


def test_a_customer_writes_no_internal_note(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider(), customer=Customer(CUSTOMER.customer_id, "Kim"))
    event = with_claims(request({"notes": "x", "internalNote": "kind"}), claims_of(CUSTOMER))
    refused(function, event, seeds, 403, "forbidden")


def test_a_stale_version_is_refused(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    refused(function, with_headers(sample("update_appointment"), if_match='"7"'), seeds, 412, "version-mismatch")


@pytest.mark.parametrize("appointment_id", [UNKNOWN_ID, "x"])
def test_an_unknown_appointment_is_not_found(function: Function, seeds: Seeds, appointment_id: str) -> None:
    event = with_path_id(sample("update_appointment"), APPOINTMENT_ID, appointment_id)
    refused(function, event, seeds, 404, "appointment-not-found")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"customer": {"name": None}}, "customer.name"),
        ({"customer": {"name": " "}}, "customer.name"),
        ({"customer": {"email": "kim"}}, "customer.email"),
        ({"customer": {"id": "customer-2"}}, "customer.id"),
        ({"customer": None}, "customer"),
        ({"startTime": "2028-03-06T10:00:00+01:00"}, "startTime"),
        ({"notes": "x" * 2001}, "notes"),
        ({"internalNote": 5}, "internalNote"),
        ({"metadata": {"": "x"}}, "metadata."),
        ({"metadata": {"key": 5}}, "metadata.key"),
        ({"metadata": {str(number): "x" for number in range(21)}}, "metadata"),
    ],
)
def test_a_fault_names_its_field(function: Function, seeds: Seeds, body: Any, field: str) -> None:
    seeds.appointment(seeds.scheduled_provider())
    assert [*refused_fields(function, request(body), seeds)] == [field]


def test_the_way_of_an_older_booking_stays_known(function: Function, seeds: Seeds) -> None:
    """Before the attribute, the last change said it, as long as that was the booking."""
    seeds.appointment(seeds.scheduled_provider())
    (item,) = [item for item in seeds.table.items() if item["SK"]["S"] == "APPOINTMENT"]
    seeds.table.put([{name: value for name, value in item.items() if name != "via"}])
    assert function(sample("update_appointment")).json["via"] == "api"
    assert load("get_appointment")(sample("get_appointment")).json["via"] == "api"
