"""GET /api/services, through the function's entry point."""

import json
from typing import Any

import pytest

from booking.calls.paging import Position
from booking.dynamodb.cursors import Cursors
from booking.services.catalog import Place
from booking.services.items import cursor_text
from tests.functional.lambdas import (
    PROVIDER_ID,
    UNKNOWN_ID,
    Event,
    Function,
    load,
    sample,
    with_body,
    with_headers,
    with_path_id,
    with_query,
)
from tests.functional.refusals import refused_fields
from tests.functional.seeds import Seeds

OTHER_ID = "4b2f0c1e-6d0a-4c7b-9d3e-0f1a2b3c4d5f"
CURSOR = cursor_text(Place("massage", PROVIDER_ID), None)


def asking(**query: str) -> Event:
    return with_query(sample("list_offered_services"), **query)


def pages(function: Function, **query: str) -> list[list[str]]:
    """The ids of the services on each page, to the end."""
    found, answer = [], function(asking(**query)).json
    while True:
        found.append([item["serviceId"] for item in answer["items"]])
        if answer["nextCursor"] is None:
            return found
        answer = function(asking(**query, cursor=answer["nextCursor"])).json


def test_the_sample_event_answers_who_offers_a_service(function: Function, seeds: Seeds) -> None:
    provider = seeds.scheduled_provider()
    seeds.service(provider)
    seeds.service(provider, "massage-90")
    answer = function(sample("list_offered_services"))
    assert (answer.status, answer.headers["cache-control"]) == (200, "no-store")
    massage: dict[str, Any] = {"serviceId": "massage", "name": "Massage", "duration": 30}
    assert answer.json == {
        "items": [{**massage, "providerId": PROVIDER_ID, "providerName": "Studio Bianchi"}],
        "nextCursor": None,
    }


def test_services_come_by_id_and_those_of_one_by_provider(function: Function, seeds: Seeds) -> None:
    first, second = seeds.scheduled_provider(), seeds.scheduled_provider(OTHER_ID)
    for service_id, provider in (("b", second), ("a-1", first), ("b", first), ("a", first)):
        seeds.service(provider, service_id)
    items = function(asking()).json["items"]
    assert [(item["serviceId"], item["providerId"]) for item in items] == [
        *(("a", PROVIDER_ID), ("a-1", PROVIDER_ID), ("b", PROVIDER_ID), ("b", OTHER_ID))
    ]


@pytest.mark.parametrize("limit", range(1, 7))
def test_pages_follow_one_another_without_gap_or_repeat(function: Function, seeds: Seeds, limit: int) -> None:
    provider = seeds.scheduled_provider()
    for service_id in "abcde":
        seeds.service(provider, service_id)
    found = pages(function, limit=str(limit))
    assert [service_id for page in found for service_id in page] == [*"abcde"]
    assert all(len(page) <= limit for page in found)


def test_what_is_retired_is_not_on_offer(function: Function, seeds: Seeds) -> None:
    provider = seeds.scheduled_provider()
    seeds.service(provider)
    seeds.service(provider, "haircut")
    load("retire_service")(sample("retire_service"))
    assert pages(function) == [["haircut"]]


def test_what_the_index_lists_late_is_left_out(function: Function, seeds: Seeds) -> None:
    """A service was retired, or deleted by hand, a moment ago."""
    seeds.service(seeds.scheduled_provider())
    (item,) = (item for item in seeds.table.items() if item["SK"]["S"].startswith("SERVICE#"))
    seeds.table.put([{**item, "active": {"BOOL": False}}])
    assert pages(function) == [[]]


def test_nothing_of_an_inactive_provider_is_on_offer_and_all_when_it_comes_back(
    function: Function, seeds: Seeds
) -> None:
    seeds.service(seeds.scheduled_provider())
    seeds.service(seeds.scheduled_provider(OTHER_ID))
    load("deactivate_provider")(with_path_id(sample("deactivate_provider"), PROVIDER_ID, OTHER_ID))
    assert [item["providerId"] for item in function(asking()).json["items"]] == [PROVIDER_ID]
    load("reactivate_provider")(with_path_id(sample("reactivate_provider"), PROVIDER_ID, OTHER_ID))
    assert len(function(asking()).json["items"]) == 2


def test_a_name_is_the_one_that_the_provider_has_now(function: Function, seeds: Seeds) -> None:
    seeds.service(seeds.scheduled_provider())
    renamed = with_body(with_headers(sample("update_provider"), if_match=None), {"name": "Studio Verdi"})
    load("update_provider")(renamed)
    assert function(asking()).json["items"][0]["providerName"] == "Studio Verdi"


def test_many_providers_take_more_than_one_batch(function: Function, seeds: Seeds) -> None:
    provider = seeds.provider(OTHER_ID)
    seeds.service(provider, "massage")
    text = json.dumps(seeds.table.items())
    for number in range(60):  # copies: moto takes seconds for so many transactions
        seeds.table.put(json.loads(text.replace(OTHER_ID, f"{OTHER_ID[:-2]}{number:02}")))
    items = function(asking(limit="100")).json["items"]
    assert len({item["providerId"] for item in items}) == 61


def test_without_services_the_list_is_empty(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    assert function(asking()).json == {"items": [], "nextCursor": None}


def test_a_cursor_of_what_is_gone_goes_on_behind_it(function: Function, seeds: Seeds) -> None:
    provider = seeds.scheduled_provider()
    for service_id in ("a", "z"):
        seeds.service(provider, service_id)
    answer = function(asking(cursor=cursor_text(Place("massage", UNKNOWN_ID), None)))
    assert [item["serviceId"] for item in answer.json["items"]] == ["z"]


@pytest.mark.parametrize("cursor", ["", "x", CURSOR[:-1], f"{CURSOR}=", CURSOR.upper(), f"{CURSOR} ", "x" * 300])
def test_what_is_no_cursor_is_refused(function: Function, seeds: Seeds, cursor: str) -> None:
    assert refused_fields(function, asking(cursor=cursor), seeds) == ["cursor"]


@pytest.mark.parametrize("sort_key", ["a" * 1024, f"Massage#{PROVIDER_ID}", "massage", f"haircut#{UNKNOWN_ID}"])
def test_a_cursor_that_somebody_made_up_is_refused(function: Function, seeds: Seeds, sort_key: str) -> None:
    forged = Cursors("services", {"serviceId": "massage"}).text(Position(sort_key, PROVIDER_ID))
    assert refused_fields(function, asking(serviceId="massage", cursor=forged), seeds) == ["cursor"]


def test_a_cursor_of_another_service_is_refused(function: Function, seeds: Seeds) -> None:
    of_massage = cursor_text(Place("massage", PROVIDER_ID), "massage")
    for cursor in (CURSOR, of_massage):
        assert refused_fields(function, asking(serviceId="haircut", cursor=cursor), seeds) == ["cursor"]
    assert refused_fields(function, asking(cursor=of_massage), seeds) == ["cursor"]


@pytest.mark.parametrize("limit", ["0", "101", "-1", "1.0", "ten", "", " 5", "9" * 40, "٣"])
def test_a_limit_is_a_number_from_1_to_100(function: Function, seeds: Seeds, limit: str) -> None:
    assert refused_fields(function, asking(limit=limit), seeds) == ["limit"]


def test_every_fault_is_named_at_once(function: Function, seeds: Seeds) -> None:
    event = asking(serviceId="Massage", limit="0", cursor="x", active="true")
    assert {*refused_fields(function, event, seeds)} == {"serviceId", "limit", "cursor", "active"}
