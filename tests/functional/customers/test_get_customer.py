"""GET /api/customers/{customerId}, through the function's entry point."""

from collections.abc import Callable
from datetime import datetime, timedelta

from tests.callers import CUSTOMER
from tests.engine import Table
from tests.examples import ZOE
from tests.functional.customers.cards import refresh
from tests.functional.lambdas import Function, sample, with_caller, with_path_id
from tests.functional.refusals import refused
from tests.functional.seeds import START, Seeds


def test_the_sample_event_answers_with_the_card(function: Function, seeds: Seeds, table: Table) -> None:
    seeds.appointment(seeds.scheduled_provider())
    refresh(table, ZOE.id)
    answer = function(sample("get_customer"))
    assert (answer.status, answer.headers["etag"], answer.headers["cache-control"]) == (200, '"1"', "no-store")
    assert (answer.json["id"], answer.json["nextVisit"]) == (ZOE.id, "2028-03-06T08:30:00Z")


def test_a_visit_to_come_becomes_the_last_one_when_it_begins(
    function: Function, seeds: Seeds, table: Table, set_clock: Callable[[datetime], None]
) -> None:
    seeds.appointment(seeds.scheduled_provider())
    refresh(table, ZOE.id)
    set_clock(START + timedelta(minutes=1))
    card = function(sample("get_customer")).json
    assert (card["lastVisit"], card["nextVisit"]) == ("2028-03-06T08:30:00Z", None)


def test_who_never_booked_has_no_card(function: Function, seeds: Seeds) -> None:
    event = with_path_id(sample("get_customer"), ZOE.id, "nobody")
    refused(function, event, seeds, 404, "customer-not-found")


def test_a_customer_reads_no_card(function: Function, seeds: Seeds) -> None:
    refused(function, with_caller(sample("get_customer"), CUSTOMER), seeds, 403, "forbidden")
