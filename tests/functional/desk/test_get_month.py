"""GET /api/providers/{providerId}/month, through the function's entry point."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from booking.providers.schedule import Window
from tests.engine import NOW, Table
from tests.functional.lambdas import (
    PROVIDER_ID,
    UNKNOWN_ID,
    Function,
    sample,
    with_headers,
    with_path_id,
    with_query,
)
from tests.functional.refusals import refused, refused_fields
from tests.functional.seeds import START, Seeds

MINUTES = 3 * 60 + 30 + 4 * 60
"""Of working time, on each Monday."""


def by_date(answer: Any) -> dict[str, tuple[str, int, int]]:
    return {day["date"]: (day["state"], day["booked"], day["free"]) for day in answer["days"]}


def test_the_sample_event_answers_with_the_month(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    answer = function(sample("get_month"))
    assert (answer.status, answer.headers["cache-control"]) == (200, "no-store")
    days = answer.json.pop("days")
    assert answer.json == {"providerId": PROVIDER_ID, "month": "2028-03", "timezone": "Europe/Rome"}
    assert days[5] == {"date": "2028-03-06", "state": "open", "booked": 1, "free": MINUTES - 30}
    assert [day["date"] for day in days] == [f"2028-03-{number:02}" for number in range(1, 32)]
    assert {day["state"] for day in days if day["date"][-2:] not in {"06", "13", "20", "27"}} == {"closed"}


def test_time_off_closes_and_an_override_opens_a_date(function: Function, seeds: Seeds) -> None:
    provider = seeds.scheduled_provider()
    seeds.time_off(provider)
    seeds.override(seeds.table.store().provider(provider.id), START.date() + timedelta(days=1), [Window(540, 600)])
    found = by_date(function(sample("get_month")).json)
    assert found["2028-03-20"] == ("closed", 0, 0)
    assert found["2028-03-07"] == ("open", 0, 60)


def test_a_date_without_room_for_an_appointment_is_full(function: Function, seeds: Seeds) -> None:
    provider = seeds.scheduled_provider(week={"monday": [Window(570, 600), Window(720, 735)]})
    seeds.appointment(provider)
    found = by_date(function(sample("get_month")).json)
    assert (found["2028-03-06"], found["2028-03-13"]) == (("full", 1, 15), ("open", 0, 45))


def test_dates_that_are_over_are_past_and_keep_their_count(
    function: Function, seeds: Seeds, set_clock: Callable[[datetime], None]
) -> None:
    seeds.appointment(seeds.scheduled_provider())
    set_clock(datetime(2028, 3, 6, 23, 0, tzinfo=UTC))
    found = by_date(function(sample("get_month")).json)
    set_clock(NOW)
    assert (found["2028-03-06"], found["2028-03-07"]) == (("past", 1, 0), ("closed", 0, 0))


def test_a_month_whose_claims_are_gone_is_counted_by_the_index(
    function: Function, seeds: Seeds, table: Table, set_clock: Callable[[datetime], None]
) -> None:
    seeds.appointment(seeds.scheduled_provider())
    for item in table.items():
        if item["SK"]["S"].startswith("SLOT#"):
            table.client.delete_item(TableName=table.name, Key={name: item[name] for name in ("PK", "SK")})
    set_clock(START + timedelta(days=430))
    found = by_date(function(sample("get_month")).json)
    set_clock(NOW)
    assert found["2028-03-06"] == ("past", 1, 0)


def test_in_a_month_that_is_partly_archived_each_appointment_is_counted_once(
    function: Function, seeds: Seeds, set_clock: Callable[[datetime], None]
) -> None:
    """The claims are still there: DynamoDB deletes days late."""
    provider = seeds.scheduled_provider()
    for week in range(3):
        appointment_id = f"9a1d2c3b-4e5f-4a6b-8c7d-00000000000{week}"
        seeds.appointment(provider, appointment_id, START + timedelta(weeks=week))
    set_clock(START + timedelta(days=407))
    found = by_date(function(sample("get_month")).json)
    set_clock(NOW)
    assert [found[f"2028-03-{day}"] for day in ("06", "13", "20")] == [("past", 1, 0)] * 3


def test_who_has_the_answer_already_gets_304(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    etag = function(sample("get_month")).headers["etag"]
    assert function(with_headers(sample("get_month"), if_none_match=etag)).status == 304


def test_february_and_december_end_where_they_end(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    lengths = {
        month: len(function(with_query(sample("get_month"), month=month)).json["days"])
        for month in ("2028-02", "2027-02", "2028-12")
    }
    assert lengths == {"2028-02": 29, "2027-02": 28, "2028-12": 31}


@pytest.mark.parametrize("month", ["2028-3", "2028-13", "2028-03-06", "march", "", "0000-01", "0001-12", "9999-01"])
def test_a_wrong_month_is_refused(function: Function, seeds: Seeds, month: str) -> None:
    seeds.provider()
    assert refused_fields(function, with_query(sample("get_month"), month=month), seeds) == ["month"]


def test_an_unknown_provider_is_not_found(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    refused(function, with_path_id(sample("get_month"), PROVIDER_ID, UNKNOWN_ID), seeds, 404, "provider-not-found")
