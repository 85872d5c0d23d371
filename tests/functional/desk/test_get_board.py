"""GET /api/board, through the function's entry point."""

import pytest

from tests.callers import PROVIDER
from tests.functional.lambdas import (
    APPOINTMENT_ID,
    PROVIDER_ID,
    UNKNOWN_ID,
    Event,
    Function,
    load,
    sample,
    with_caller,
    with_headers,
    with_query,
)
from tests.functional.refusals import refused, refused_fields
from tests.functional.seeds import Seeds

OTHER_ID = "4b2f0c1e-6d0a-4c7b-9d3e-000000000002"


def asked(*provider_ids: str) -> Event:
    named = {"providerIds": ",".join(provider_ids)} if provider_ids else {}
    return with_query(sample("get_board"), date="2028-03-06", **named)


def two(seeds: Seeds) -> None:
    """The first one with an appointment."""
    seeds.appointment(seeds.scheduled_provider())
    seeds.provider(OTHER_ID)


def test_the_sample_event_answers_with_the_day(function: Function, seeds: Seeds) -> None:
    seeds.appointment(seeds.scheduled_provider())
    answer = function(sample("get_board"))
    assert (answer.status, answer.headers["cache-control"]) == (200, "no-store")
    assert answer.json == {"date": "2028-03-06", "providers": [load("get_day")(sample("get_day")).json]}


def test_the_days_are_in_the_order_of_the_request(function: Function, seeds: Seeds) -> None:
    two(seeds)
    days = function(asked(OTHER_ID, PROVIDER_ID)).json["providers"]
    assert [day["provider"]["id"] for day in days] == [OTHER_ID, PROVIDER_ID]
    assert [[each["id"] for each in day["appointments"]] for day in days] == [[], [APPOINTMENT_ID]]


def test_without_ids_it_has_the_active_providers(function: Function, seeds: Seeds) -> None:
    two(seeds)
    assert {day["provider"]["id"] for day in function(asked()).json["providers"]} == {PROVIDER_ID, OTHER_ID}
    load("deactivate_provider")(sample("deactivate_provider"))
    assert [day["provider"]["id"] for day in function(asked()).json["providers"]] == [OTHER_ID]
    assert not function(asked(PROVIDER_ID)).json["providers"][0]["provider"]["active"]


def test_a_provider_names_its_own(function: Function, seeds: Seeds) -> None:
    """The index does not know whose a provider is."""
    two(seeds)
    assert refused_fields(function, with_caller(asked(), PROVIDER), seeds) == ["providerIds"]
    seeds.give_subject(seeds.table.store().provider(OTHER_ID), PROVIDER.subject)
    assert function(with_caller(asked(OTHER_ID), PROVIDER)).status == 200


def test_a_provider_may_not_name_another(function: Function, seeds: Seeds) -> None:
    two(seeds)
    refused(function, with_caller(asked(PROVIDER_ID), PROVIDER), seeds, 403, "forbidden")


def test_an_unknown_provider_is_named(function: Function, seeds: Seeds) -> None:
    two(seeds)
    answer = refused(function, asked(PROVIDER_ID, UNKNOWN_ID), seeds, 404, "provider-not-found")
    assert UNKNOWN_ID in answer.json["detail"]
    assert refused(function, asked("x"), seeds, 404, "provider-not-found").json["detail"] == "There is no provider 'x'."


def test_without_providers_the_board_is_empty(function: Function, seeds: Seeds) -> None:
    assert function(asked()).json["providers"] == []


def test_who_has_the_answer_already_gets_304(function: Function, seeds: Seeds) -> None:
    two(seeds)
    etag = function(asked(PROVIDER_ID)).headers["etag"]
    again = function(with_headers(asked(PROVIDER_ID), if_none_match=etag))
    assert (again.status, again.body) == (304, b"")
    assert function(with_headers(asked(OTHER_ID), if_none_match=etag)).status == 200


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ({"date": "2028-03-06", "providerIds": ""}, "providerIds"),
        ({"date": "2028-03-06", "providerIds": "a,a"}, "providerIds"),
        ({"date": "2028-03-06", "providerIds": ",".join("abcdefghijklmnopqrstu")}, "providerIds"),
        ({"providerIds": "a"}, "date"),
        ({"date": "today"}, "date"),
        ({"date": "2028-03-06", "serviceId": "massage"}, "serviceId"),
    ],
)
def test_a_wrong_question_is_refused(function: Function, seeds: Seeds, query: dict[str, str], fault: str) -> None:
    assert refused_fields(function, with_query(sample("get_board"), **query), seeds) == [fault]
