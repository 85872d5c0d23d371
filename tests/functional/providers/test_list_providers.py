"""GET /api/providers, through the function's entry point."""

from collections.abc import Callable

import pytest

from booking.calls.caller import NOBODY
from booking.dynamodb.cursors import Cursors
from booking.providers.parameters import BY_NAME
from tests.functional.lambdas import (
    PROVIDER_ID,
    Event,
    Function,
    load,
    sample,
    with_body,
    with_caller,
    with_headers,
    with_query,
)
from tests.functional.refusals import refused_fields
from tests.functional.seeds import Seeds

IDS = [f"{PROVIDER_ID[:-1]}{number}" for number in range(6)]


def asking(**query: str) -> Event:
    return with_query(sample("list_providers"), **query)


def names(function: Function, event: Event) -> list[str]:
    return [item["name"] for item in function(event).json["items"]]


def pages(function: Function, **query: str) -> list[list[str]]:
    """The ids on each page, to the end."""
    found: list[list[str]] = []
    cursor: dict[str, str] = {}
    while True:
        answer = function(asking(**query, **cursor)).json
        found.append([item["id"] for item in answer["items"]])
        if answer["nextCursor"] is None:
            return found
        cursor = {"cursor": answer["nextCursor"]}


@pytest.fixture
def named(seeds: Seeds) -> Callable[..., None]:
    """Makes providers with these names."""

    def make(*names: str) -> None:
        for provider_id, name in zip(IDS, names, strict=False):
            seeds.provider(provider_id)
            renamed = with_body(with_headers(sample("update_provider"), if_match=None), {"name": name})
            load("update_provider")({**renamed, "pathParameters": {"providerId": provider_id}})

    return make


def test_the_sample_event_answers_with_the_providers(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    answer = function(sample("list_providers"))
    assert (answer.status, answer.headers["cache-control"]) == (200, "no-store")
    assert "etag" not in answer.headers
    assert answer.json == {"items": [load("get_provider")(sample("get_provider")).json], "nextCursor": None}


def test_without_providers_the_list_is_empty(function: Function, seeds: Seeds) -> None:
    assert function(asking()).json == {"items": [], "nextCursor": None}


def test_they_are_by_name_as_people_sort(function: Function, named: Callable[..., None]) -> None:
    named("Zoë", "adam", "Émile", "eva", "Äda")
    assert names(function, asking()) == ["Äda", "adam", "Émile", "eva", "Zoë"]


@pytest.mark.parametrize("limit", [1, 2, 4, 5, 6])
def test_pages_follow_one_another_without_gap_or_repeat(
    function: Function, named: Callable[..., None], limit: int
) -> None:
    """Two have the same name."""
    named("Eva", "Adam", "Eva", "Zoë", "Bo")
    found = [provider_id for page in pages(function, limit=str(limit)) for provider_id in page]
    assert found[:2] + found[4:] == [IDS[1], IDS[4], IDS[3]]
    assert sorted(found[2:4]) == [IDS[0], IDS[2]]


def test_one_that_is_renamed_comes_at_its_new_place(function: Function, named: Callable[..., None]) -> None:
    named("Eva", "Adam")
    renamed = with_body(with_headers(sample("update_provider"), if_match=None), {"name": "Aaron"})
    load("update_provider")({**renamed, "pathParameters": {"providerId": IDS[0]}})
    assert names(function, asking()) == ["Aaron", "Adam"]


def test_a_provider_from_before_names_were_sorted_so_is_listed_by_its_old_key(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    (item,) = seeds.table.items()
    seeds.table.put([{**item, "GSI1SK": {"S": "Studio Bianchi"}}])
    assert pages(function, limit="1")[0] == [PROVIDER_ID]


@pytest.mark.parametrize(
    "spoil", [lambda c: c[:-1], lambda c: f"{c}A", str.swapcase, lambda _: "", lambda _: "x" * 2001]
)
def test_a_cursor_that_is_not_as_it_was_answered_is_refused(
    function: Function, seeds: Seeds, named: Callable[..., None], spoil: Callable[[str], str]
) -> None:
    named("Eva", "Adam", "Zoë")
    cursor = function(asking(limit="2")).json["nextCursor"]
    assert names(function, asking(cursor=cursor)) == ["Zoë"]
    assert refused_fields(function, asking(cursor=spoil(cursor)), seeds) == ["cursor"]


def test_a_cursor_of_another_list_is_refused(function: Function, seeds: Seeds, named: Callable[..., None]) -> None:
    named("Eva", "Adam")
    position = BY_NAME.position(function(asking(limit="1")).json["nextCursor"])
    cursor = Cursors("services", {}).text(position)
    assert refused_fields(function, asking(cursor=cursor), seeds) == ["cursor"]


def test_every_fault_is_named_at_once(function: Function, seeds: Seeds) -> None:
    assert refused_fields(function, asking(limit="0", cursor="x", active="true"), seeds) == [
        "active",
        "limit",
        "cursor",
    ]


def test_names_with_the_longest_sort_keys_have_cursors(
    function: Function, seeds: Seeds, named: Callable[..., None]
) -> None:
    named("\ufdfa" * 199 + "a", "\ufdfa" * 199 + "b", "😀" * 200)
    assert [len(page) for page in pages(function, limit="1")][:3] == [1, 1, 1]


def test_one_that_is_not_active_is_marked_for_staff(function: Function, seeds: Seeds) -> None:
    seeds.scheduled_provider()
    load("deactivate_provider")(sample("deactivate_provider"))
    assert [item["active"] for item in function(asking()).json["items"]] == [False]
    assert names(function, with_caller(asking(), NOBODY)) == []
