"""POST /api/providers/{providerId}/resolutions, through the function's entry point."""

from typing import Any

import pytest

from booking.calls.caller import Caller
from local.business import RESOLUTION_ID
from tests.callers import ADMIN, CUSTOMER, DESK, PROVIDER
from tests.engine import call
from tests.examples import OTHER_ID, new_provider
from tests.functional.lambdas import (
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
)
from tests.functional.refusals import refused, refused_fields
from tests.functional.seeds import Seeds

CANCEL: dict[str, Any] = {"from": "2028-03-06", "to": "2028-03-06", "action": "cancel"}
TRANSFER: dict[str, Any] = {**CANCEL, "action": "transfer", "providerIds": [OTHER_ID]}


def asked(body: dict[str, Any]) -> Event:
    return with_headers(with_body(sample("request_resolution"), body), idempotency_key=None)


def test_the_sample_event_is_accepted_and_can_be_read(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    answer = function(sample("request_resolution"))
    made = answer.json["id"]
    assert (answer.status, answer.headers["location"]) == (202, f"resolutions/{made}")
    assert not {"etag", "idempotent-replayed"} & answer.headers.keys()
    reading = with_path_id(sample("get_resolution"), RESOLUTION_ID, made)
    assert load("get_resolution")(reading).json == answer.json
    assert answer.json == {
        "id": made,
        "providerId": PROVIDER_ID,
        "from": "2028-03-05T23:00:00Z",
        "to": "2028-03-06T23:00:00Z",
        "action": "cancel",
        "providerIds": [],
        "message": "We are ill today, sorry",
        "dryRun": True,
        "state": "requested",
        "total": None,
        **{kind: [] for kind in ("moved", "cancelled", "open", "gone")},
        "counts": dict.fromkeys(("moved", "cancelled", "open", "gone", "left"), 0),
        "createdAt": answer.json["updatedAt"],
        "updatedAt": answer.json["updatedAt"],
    }


def test_a_repeat_answers_the_first_and_says_so(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    first = function(sample("request_resolution"))
    before = seeds.snapshot()
    again = function(sample("request_resolution"))
    assert (again.status, again.json, again.headers["idempotent-replayed"]) == (202, first.json, "true")
    assert seeds.snapshot() == before


def test_another_request_with_the_key_is_refused(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    function(sample("request_resolution"))
    refused(function, with_body(sample("request_resolution"), CANCEL), seeds, 422, "idempotency-key-reused")


def test_appointments_can_be_transferred_to_an_existing_provider_only(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    assert refused_fields(function, asked(TRANSFER), seeds) == ["providerIds[0]"]
    seeds.provider(OTHER_ID)
    assert function(asked(TRANSFER)).json["providerIds"] == [OTHER_ID]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"from": 5}, ["from"]),
        ({"to": None}, ["to"]),
        ({"to": "tomorrow"}, ["to"]),
        ({"to": "2028-03-05"}, ["to"]),
        ({"to": "2028-03-20"}, ["to"]),
        ({"from": "2020-03-06", "to": "2020-03-06"}, ["to"]),
        ({"action": "forget"}, ["action"]),
        ({"providerIds": [OTHER_ID]}, ["providerIds"]),
        ({"action": "transfer"}, ["providerIds"]),
        ({"action": "transfer", "providerIds": []}, ["providerIds"]),
        ({"action": "transfer", "providerIds": [OTHER_ID, OTHER_ID]}, ["providerIds"]),
        ({"action": "transfer", "providerIds": [PROVIDER_ID]}, ["providerIds[0]"]),
        ({"action": "transfer", "providerIds": [f"{n}" for n in range(11)]}, ["providerIds"]),
        ({"action": "transfer", "providerIds": [5]}, ["providerIds[0]"]),
        ({"message": ""}, ["message"]),
        ({"message": "x" * 501}, ["message"]),
        ({"dryRun": "true"}, ["dryRun"]),
        ({"reason": "ill"}, ["reason"]),
    ],
)
def test_a_wrong_field_is_named(function: Function, seeds: Seeds, fields: dict[str, Any], wrong: list[str]) -> None:
    seeds.scheduled_provider()
    assert refused_fields(function, asked({**CANCEL, **fields}), seeds) == wrong


@pytest.mark.parametrize("name", ["from", "to", "action"])
def test_a_missing_field_is_named(function: Function, seeds: Seeds, name: str) -> None:
    seeds.scheduled_provider()
    body = {field: value for field, value in CANCEL.items() if field != name}
    assert refused_fields(function, asked(body), seeds) == [name]


def test_an_unknown_provider_is_not_found(function: Function, seeds: Seeds) -> None:
    event = with_path_id(sample("request_resolution"), PROVIDER_ID, UNKNOWN_ID)
    refused(function, event, seeds, 404, "provider-not-found")


@pytest.mark.parametrize(
    ("caller", "status"),
    [(ADMIN, 202), (DESK, 202), (PROVIDER, 202), (CUSTOMER, 403)],
    ids=["admin", "desk", "provider", "customer"],
)
def test_it_is_for_staff_and_the_provider(function: Function, seeds: Seeds, caller: Caller, status: int) -> None:
    own = new_provider(PROVIDER_ID, call().origin(), subject=PROVIDER.subject)
    seeds.table.store().add_provider(own, call())
    assert function(with_caller(asked(CANCEL), caller)).status == status


def test_a_provider_can_transfer_to_nobody_else(function: Function, seeds: Seeds) -> None:
    own = new_provider(PROVIDER_ID, call().origin(), subject=PROVIDER.subject)
    seeds.table.store().add_provider(own, call())
    seeds.provider(OTHER_ID)
    refused(function, with_caller(asked(TRANSFER), PROVIDER), seeds, 403, "forbidden")
