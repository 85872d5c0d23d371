"""GET /api/availability, through the function's entry point."""

from typing import Any

import pytest

from local.business import ADA
from tests.functional.lambdas import PROVIDER_ID, UNKNOWN_ID, Event, Function, sample, with_headers, with_query
from tests.functional.refusals import refused_fields
from tests.functional.seeds import Seeds

MONDAY = "2028-03-06"
TUESDAY = "2028-03-07"


def of(*provider_ids: str, date: str = MONDAY, **more: str) -> Event:
    return with_query(sample("compare_availability"), providerIds=",".join(provider_ids), date=date, **more)


def summary(entry: Any) -> tuple[str, int, str | None]:
    return entry["providerId"], len(entry["availableSlots"]), entry["emptyBecause"]


def test_the_sample_event_answers_with_what_each_provider_has(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    answer = function(sample("compare_availability"))
    first, second = answer.json["providers"]
    assert (answer.status, answer.json["date"], answer.json["serviceId"]) == (200, MONDAY, None)
    assert first["availableSlots"][0] == {
        "startTime": f"{MONDAY}T09:00:00+01:00",
        "endTime": f"{MONDAY}T09:30:00+01:00",
    }
    assert (first["timezone"], summary(first)) == ("Europe/Rome", (PROVIDER_ID, 15, None))
    assert second == {"providerId": ADA.id, "timezone": None, "availableSlots": [], "emptyBecause": "not-found"}


def test_the_providers_come_in_the_order_in_which_they_were_asked_for(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    seeds.provider(UNKNOWN_ID)
    answers = function(of(UNKNOWN_ID, "x", PROVIDER_ID, date=TUESDAY)).json["providers"]
    assert [summary(answer) for answer in answers] == [
        (UNKNOWN_ID, 0, "no-schedule"),
        ("x", 0, "not-found"),
        (PROVIDER_ID, 0, "closed"),
    ]


def test_a_provider_without_the_service_is_not_found(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    answer = function(of(PROVIDER_ID, serviceId="haircut")).json
    assert (answer["serviceId"], *map(summary, answer["providers"])) == ("haircut", (PROVIDER_ID, 0, "not-found"))


def test_what_the_client_has_already_is_not_sent_again(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    first = function(of(PROVIDER_ID))
    again = function(with_headers(of(PROVIDER_ID), if_none_match=f'"x", {first.headers["etag"]}'))
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize(
    "provider_ids", ["", ",", "a,", "a,a", ",".join(map(str, range(21)))], ids=["none", "comma", "end", "twice", "21"]
)
def test_one_to_twenty_providers_are_named_each_once(function: Function, seeds: Seeds, provider_ids: str) -> None:
    assert refused_fields(function, of(provider_ids), seeds) == ["providerIds"]


def test_twenty_may_be_named(function: Function, seeds: Seeds) -> None:
    assert len(function(of(*map(str, range(20)))).json["providers"]) == 20


def test_providers_and_date_are_required(function: Function, seeds: Seeds) -> None:
    assert refused_fields(function, with_query(sample("compare_availability")), seeds) == ["providerIds", "date"]
