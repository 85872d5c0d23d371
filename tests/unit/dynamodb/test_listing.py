"""Pages of an index: whatever is filtered out, each wanted item comes once, in order, by few requests."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.dynamodb.codec import Item, Key, from_wire, to_wire
from booking.dynamodb.listing import MOST_QUERIES, Filter, Stretch, as_they_stand, fill_page
from booking.dynamodb.sending import Answer, Request
from booking.dynamodb.table import Table
from tests.engine import call

ALL = Stretch("GSI1", "ALL")
EVERY = Stretch("GSI1", "ALL", ("b", "d"))

GOOD, ANY = Filter(("good",), lambda item: bool(item["good"])), Filter((), lambda _: True)

IN_TIME = call(seconds=20)


@dataclass
class Indexed:
    """Answers a Query of an index of these items, and a BatchGetItem of what stands. It refuses what DynamoDB does."""

    items: Sequence[Item]
    stored: Mapping[str, Item] = field(default_factory=dict)
    sent: Counter[str] = field(default_factory=Counter)

    def __call__(self, operation: str, request: Request) -> Answer:
        self.sent[operation] += 1
        return self.query(request) if operation == "Query" else self.batch(request)

    def query(self, request: Request) -> Answer:
        values = from_wire(request["ExpressionAttributeValues"])
        lowest, highest = values.get(":lowest", ""), values.get(":highest", "\U0010ffff")
        rows = sorted(self.items, key=place, reverse=not request["ScanIndexForward"])
        rows = [row for row in rows if lowest <= row["GSI1SK"] <= highest]
        if "ExclusiveStartKey" in request:
            start = from_wire(request["ExclusiveStartKey"])
            assert lowest <= start["GSI1SK"] <= highest, "DynamoDB refuses it"
            is_forward = request["ScanIndexForward"]
            rows = [row for row in rows if (place(row) > place(start)) == is_forward and place(row) != place(start)]
        page, rest = rows[: request["Limit"]], rows[request["Limit"] :]
        return {"Items": [to_wire(row) for row in page], **({"LastEvaluatedKey": to_wire(page[-1])} if rest else {})}

    def batch(self, request: Request) -> Answer:
        keys = [from_wire(key)["PK"] for key in request["RequestItems"]["table"]["Keys"]]
        assert request["RequestItems"]["table"]["ConsistentRead"]
        assert len(keys) == len({*keys}), "DynamoDB refuses a key that comes twice"
        return {"Responses": {"table": [to_wire(self.stored[key]) for key in reversed(keys) if key in self.stored]}}


def place(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["GSI1SK"], row["PK"]


def items(*sort_keys: str) -> list[Item]:
    return [
        {"PK": f"{number:03}", "SK": "X", "GSI1PK": "ALL", "GSI1SK": sort_key, "good": number % 3 == 0}
        for number, sort_key in enumerate(sort_keys)
    ]


def pages(index: Indexed, stretch: Stretch, size: int, *, only_good: bool) -> list[list[str]]:
    """The partition keys on each page, to the end."""
    table, found = Table(index, "table"), []
    after: Key | None = None
    while True:
        index.sent.clear()
        page = fill_page(table, stretch, GOOD if only_good else ANY, after, size, call=IN_TIME)
        assert index.sent["Query"] <= MOST_QUERIES
        assert len(page.listed) <= size
        found.append([item["PK"] for item in page.listed])
        if page.last is None:
            return found
        after = {name: page.last[name] for name in ("PK", "SK", "GSI1SK")}


rows = st.lists(st.tuples(st.sampled_from("abcde"), st.booleans()), max_size=40)
stretches = st.builds(Stretch, st.just("GSI1"), st.just("ALL"), st.sampled_from([None, ("b", "d")]), st.booleans())


@given(rows, stretches, st.integers(1, 9), st.booleans())
def test_each_wanted_item_of_the_stretch_comes_once_and_in_order(
    drawn: list[tuple[str, bool]], stretch: Stretch, size: int, only_good: bool
) -> None:
    listed = [{**item, "good": good} for item, (_, good) in zip(items(*(key for key, _ in drawn)), drawn, strict=True)]
    lowest, highest = stretch.between or ("a", "z")
    wanted = [i for i in listed if (i["good"] or not only_good) and lowest <= i["GSI1SK"] <= highest]
    expected = [item["PK"] for item in sorted(wanted, key=place, reverse=stretch.is_descending)]
    found = pages(Indexed(listed), stretch, size, only_good=only_good)
    assert [key for page in found for key in page] == expected


def test_a_page_is_filled_by_reading_on() -> None:
    assert pages(Indexed(items(*"aaaaaaa")), ALL, 2, only_good=True) == [["000", "003"], ["006"]]


def test_a_filter_that_keeps_too_little_leaves_a_page_short() -> None:
    index = Indexed([{**item, "good": item["PK"] == "020"} for item in items(*"a" * 21)])
    assert pages(index, ALL, 2, only_good=True) == [[], [], ["020"]]


def test_without_time_to_read_on_a_page_is_short() -> None:
    index = Indexed(items(*"abcdefgh"))
    page = fill_page(Table(index, "table"), ALL, GOOD, None, 2, call=call(seconds=10.4))
    assert (len(page.listed), page.last is not None, index.sent.total()) == (1, True, 1)


def test_a_page_that_ends_with_the_index_is_the_last() -> None:
    assert pages(Indexed(items("a", "b")), ALL, 2, only_good=False) == [["000", "001"]]


@pytest.mark.parametrize(
    ("sort_key", "is_descending", "found"),
    [("a", False, ["000"]), ("a", True, []), ("e", False, []), ("e", True, ["000"])],
)
def test_a_place_outside_of_the_stretch_is_not_sent(sort_key: str, is_descending: bool, found: list[str]) -> None:
    stretch = EVERY._replace(is_descending=is_descending)
    after = {"PK": "000", "SK": "X", "GSI1SK": sort_key}
    page = fill_page(Table(Indexed(items("c")), "table"), stretch, ANY, after, 5, call=IN_TIME)
    assert ([item["PK"] for item in page.listed], page.last) == (found, None)


def test_an_empty_stretch_is_not_asked_for() -> None:
    index = Indexed(items("c"))
    page = fill_page(Table(index, "table"), EVERY._replace(between=("d", "b")), ANY, None, 5, call=IN_TIME)
    assert (page.listed, page.last, index.sent.total()) == ([], None, 0)


def test_what_is_listed_is_read_in_the_order_of_the_list() -> None:
    listed = items("b", "b", "a")
    index = Indexed([], {item["PK"]: {**item, "name": "x"} for item in listed})
    found = [*as_they_stand(Table(index, "table"), ALL, listed)]
    assert found == [{**item, "name": "x"} for item in listed]
    assert index.sent == {"BatchGetItem": 1}


def test_what_has_left_its_place_or_is_gone_is_left_out() -> None:
    moved, elsewhere, unlisted, gone, stays = listed = items(*"aaaaa")
    stored = [{**moved, "GSI1SK": "b"}, {**elsewhere, "GSI1PK": "OTHER"}, {"PK": unlisted["PK"], "SK": "X"}, stays]
    index = Indexed([], {item["PK"]: item for item in stored})
    assert gone["PK"] not in index.stored
    assert [*as_they_stand(Table(index, "table"), ALL, listed)] == [stays]


def test_what_moved_while_the_list_was_read_is_asked_for_once() -> None:
    (before,) = items("a")
    after = {**before, "GSI1SK": "b"}
    index = Indexed([], {after["PK"]: after})
    assert [*as_they_stand(Table(index, "table"), ALL, [before, after])] == [after]


def test_for_nothing_nothing_is_read() -> None:
    index = Indexed([])
    assert [*as_they_stand(Table(index, "table"), ALL, [])] == []
    assert not index.sent
