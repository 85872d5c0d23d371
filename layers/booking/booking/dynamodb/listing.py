"""Pages of a list that an index holds. What the index lists is read from the table, as it stands now."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from booking.calls.call import Call
from booking.dynamodb.codec import Item, Key, from_wire, to_wire
from booking.dynamodb.table import Table

MOST_QUERIES = 5
"""For one page. If the filter keeps too little, the page is short, and the next one goes on behind it."""


SECONDS_TO_READ_ON = 10.5
"""For one more Query, and for the reading of what is listed and of the rules: 3.5 each where the table is slow."""


class Stretch(NamedTuple):
    """A part of one partition of an index, in the order of its sort keys or against it.

    `between`: the lowest and the highest sort key, both included. None: the whole partition.
    """

    index_name: str
    partition: str
    between: tuple[str, str] | None = None
    is_descending: bool = False

    @property
    def partition_name(self) -> str:
        return f"{self.index_name}PK"

    @property
    def sort_name(self) -> str:
        return f"{self.index_name}SK"

    @property
    def is_empty(self) -> bool:
        """DynamoDB refuses to be asked about nothing."""
        return self.between is not None and self.between[0] > self.between[1]

    def begins_behind(self, sort_key: str) -> bool:
        """Whether all of the stretch, read in its order, lies behind this place."""
        lowest, highest = self.between or (sort_key, sort_key)
        return sort_key > highest if self.is_descending else sort_key < lowest

    def ends_before(self, sort_key: str) -> bool:
        lowest, highest = self.between or (sort_key, sort_key)
        return sort_key < lowest if self.is_descending else sort_key > highest


class Filter(NamedTuple):
    """`reads`: the attributes that `keeps` looks at. The index has to hold them."""

    reads: Sequence[str]
    keeps: Callable[[Item], bool]


EVERYTHING = Filter((), lambda _: True)


class Filled(NamedTuple):
    """`listed`: of each item its keys, and the attributes that were asked for. `last`: where the next page begins."""

    listed: Sequence[Item]
    last: Item | None


def fill_page(table: Table, stretch: Stretch, wanted: Filter, after: Key | None, size: int, *, call: Call) -> Filled:
    """The next `size` items of the stretch that are wanted, at most. Raises Busy.

    `after`: the keys of the item before them, in the table and in the index. A page also ends where too little of the
    call's time is left to read on.
    """
    if stretch.is_empty or (after and stretch.ends_before(after[stretch.sort_name])):
        return Filled([], None)
    # DynamoDB refuses to go on from outside of the stretch.
    goes_on = after is not None and not stretch.begins_behind(after[stretch.sort_name])
    start: Mapping[str, Any] | None = to_wire(after) if after and goes_on else None
    found: list[Item] = []
    for number in range(MOST_QUERIES):
        if number and call.seconds_left() < SECONDS_TO_READ_ON:
            break
        behind = {"ExclusiveStartKey": start} if start else {}
        answer = table.read("Query", TableName=table.name, Limit=size, **_query(stretch, wanted.reads), **behind)
        found += filter(wanted.keeps, map(from_wire, answer["Items"]))
        start = answer.get("LastEvaluatedKey")
        if len(found) > size:
            return Filled(found[:size], found[size - 1])
        if len(found) == size or not start:
            break
    return Filled(found, from_wire(start) if start else None)


def as_they_stand(
    table: Table, stretch: Stretch, listed: Sequence[Item], *, is_consistent: bool = True
) -> Iterator[Item]:
    """The items, in the order in which they are listed. By default by consistent reads, which cost twice as much.

    The index lags behind the table. What has left its place since is left out: it may be listed at its new place, too.
    """
    found = {_own_key(item): item for item in table.items(map(_table_key, listed), ConsistentRead=is_consistent)}
    for item in listed:
        stored, place = found.get(_own_key(item)), item[stretch.sort_name]
        if stored and (stored.get(stretch.partition_name), stored.get(stretch.sort_name)) == (stretch.partition, place):
            yield stored


def _query(stretch: Stretch, reads: Sequence[str]) -> Mapping[str, Any]:
    attributes = {f"#{number}": name for number, name in enumerate(("PK", "SK", stretch.sort_name, *reads))}
    lowest_and_highest = dict(zip((":lowest", ":highest"), stretch.between or (), strict=False))
    within = " AND #2 BETWEEN :lowest AND :highest" if stretch.between else ""
    return {
        "IndexName": stretch.index_name,
        "KeyConditionExpression": f"#partition = :partition{within}",
        "ExpressionAttributeNames": {"#partition": stretch.partition_name, **attributes},
        "ExpressionAttributeValues": to_wire({":partition": stretch.partition, **lowest_and_highest}),
        "ProjectionExpression": ", ".join(attributes),
        "ScanIndexForward": not stretch.is_descending,
    }


def _table_key(item: Item) -> Key:
    return {"PK": item["PK"], "SK": item["SK"]}


def _own_key(item: Item) -> tuple[str, str]:
    return item["PK"], item["SK"]
