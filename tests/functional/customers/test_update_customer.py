"""PATCH /api/customers/{customerId}, through the function's entry point."""

from typing import Any

import pytest

from tests.engine import Table
from tests.examples import ZOE
from tests.functional.customers.cards import refresh
from tests.functional.lambdas import Function, load, sample, with_body, with_headers, with_path_id, with_query
from tests.functional.refusals import refused, refused_fields
from tests.functional.seeds import Seeds


@pytest.fixture(autouse=True)
def _card(seeds: Seeds, table: Table) -> None:
    seeds.appointment(seeds.scheduled_provider())
    refresh(table, ZOE.id)


def test_the_sample_event_corrects_the_card(function: Function) -> None:
    answer = function(sample("update_customer"))
    assert (answer.status, answer.headers["etag"]) == (200, '"2"')
    assert (answer.json["phone"], answer.json["language"], answer.json["email"]) == (
        "+39 06 7654321",
        "it",
        ZOE.email,
    )
    assert load("get_customer")(sample("get_customer")).json == answer.json


def test_the_appointments_keep_their_data(function: Function) -> None:
    function(sample("update_customer"))
    assert load("get_appointment")(sample("get_appointment")).json["customer"]["phone"] == ZOE.phone


def test_a_customer_is_found_by_the_correction(function: Function) -> None:
    function(sample("update_customer"))
    find = load("find_customers")
    found = [find(with_query(sample("find_customers"), query=digits)).json["items"] for digits in ("4321", "4567")]
    assert [len(cards) for cards in found] == [1, 0]


def test_null_clears_a_field(function: Function) -> None:
    answer = function(with_body(sample("update_customer"), {"email": None}))
    assert (answer.status, answer.json["email"]) == (200, None)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": None}, "name"),
        ({"name": " "}, "name"),
        ({"email": "zoe"}, "email"),
        ({"language": "x y"}, "language"),
        ({"language": "d"}, "language"),
        ({"booked": 3}, "booked"),
    ],
)
def test_bad_input_is_named(function: Function, seeds: Seeds, body: dict[str, Any], field: str) -> None:
    assert refused_fields(function, with_body(sample("update_customer"), body), seeds) == [field]


def test_another_version_is_refused(function: Function, seeds: Seeds) -> None:
    event = with_headers(sample("update_customer"), if_match='"7"')
    refused(function, event, seeds, 412, "version-mismatch")


def test_who_has_no_card_cannot_be_corrected(function: Function, seeds: Seeds) -> None:
    event = with_path_id(sample("update_customer"), ZOE.id, "nobody")
    refused(function, event, seeds, 404, "customer-not-found")
