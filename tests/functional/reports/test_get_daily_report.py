"""GET /api/reports/daily, through the function's entry point."""

from datetime import timedelta
from typing import Any

import pytest

from booking.bus.delivered import delivered
from booking.calls.caller import Caller
from booking.events.event import DomainEvent
from booking.reports.keep_reports import keep_reports
from local.store import EveryStore
from tests.callers import ADMIN, CUSTOMER, DESK, PROVIDER
from tests.engine import NOW, Table, at, call
from tests.functional.lambdas import PROVIDER_ID, UNKNOWN_ID, Function, sample, with_caller, with_query
from tests.functional.refusals import refused, refused_fields
from tests.functional.seeds import START, Seeds
from tests.messages import message

FIRST = START.date()


def asked(**given: Any) -> dict[str, Any]:
    dates = {"from": f"{FIRST}", "to": f"{FIRST + timedelta(days=1)}"}
    return with_query(sample("get_daily_report"), **{"providerId": PROVIDER_ID, **dates, **given})


def recorded(table: Table, entity: Any) -> None:
    """As the consumer does when the event has come."""
    store = EveryStore(table.way, table.name)
    keep_reports(delivered(message(DomainEvent(entity))), store, call(clock=at(NOW)))


def test_the_sample_event_answers_with_the_week(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    answer = function(sample("get_daily_report"))
    assert (answer.status, len(answer.json["days"])) == (200, 7)
    assert [day["openMinutes"] for day in answer.json["days"]] == [450, 0, 0, 0, 0, 0, 0]


def test_it_has_all_figures_of_each_date(function: Function, seeds: Seeds, table: Table) -> None:
    recorded(table, seeds.appointment(seeds.scheduled_provider()))
    answer = function(asked())
    monday, tuesday = answer.json.pop("days")
    assert answer.json == {
        "providerId": PROVIDER_ID,
        "timezone": "Europe/Rome",
        "from": f"{FIRST}",
        "to": f"{FIRST + timedelta(days=1)}",
    }
    lead = monday.pop("meanLeadMinutes")
    assert lead > 0
    assert monday == {
        "date": f"{FIRST}",
        "openMinutes": 450,
        "bookedMinutes": 30,
        "appointments": 1,
        "byAttendance": {"expected": 1, "arrived": 0, "completed": 0, "noShow": 0},
        "byService": [{"serviceId": None, "appointments": 1}],
        "cancelled": 0,
        "lateCancels": 0,
        "noShows": 0,
    }
    assert (tuesday["byService"], tuesday["meanLeadMinutes"]) == ([], None)


def test_an_unknown_provider_is_not_found(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    refused(function, asked(providerId=UNKNOWN_ID), seeds, 404, "provider-not-found")


@pytest.mark.parametrize(
    "to", [f"{FIRST - timedelta(days=1)}", f"{FIRST + timedelta(days=92)}"], ids=["backwards", "93 dates"]
)
def test_at_most_92_dates_are_answered(function: Function, seeds: Seeds, to: str) -> None:
    seeds.scheduled_provider()
    assert refused_fields(function, asked(to=to), seeds) == ["to"]
    assert function(asked(to=f"{FIRST + timedelta(days=91)}")).status == 200


@pytest.mark.parametrize("name", ["from", "to", "providerId"])
def test_all_parameters_are_needed(function: Function, seeds: Seeds, name: str) -> None:
    seeds.scheduled_provider()
    query = {key: value for key, value in asked()["queryStringParameters"].items() if key != name}
    assert refused_fields(function, with_query(sample("get_daily_report"), **query), seeds) == [name]


@pytest.mark.parametrize(
    ("caller", "status"),
    [(ADMIN, 200), (DESK, 403), (PROVIDER, 403), (CUSTOMER, 403)],
    ids=["admin", "desk", "provider", "customer"],
)
def test_it_is_for_admins(function: Function, seeds: Seeds, caller: Caller, status: int) -> None:
    """A provider may read its own report, and this is another's."""
    seeds.scheduled_provider()
    assert function(with_caller(asked(), caller)).status == status
