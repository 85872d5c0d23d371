"""Entries of histories as items: in the partition of the appointment or the provider, by version."""

from collections.abc import Mapping
from typing import Any

from booking.calls.change import Author
from booking.calls.paging import Position
from booking.dynamodb.codec import Item, Key, present
from booking.history.entry import Entry, Kind, Whose
from booking.time.instants import instant_of, utc_text

ENTRY = "HISTORY#"
"""How the sort keys of entries begin. The version follows, with 8 digits."""


DIGITS = 8
"""Of a version in a sort key."""


def partition_of(whose: Whose) -> str:
    return f"{whose.kind}#{whose.id}"


def entry_key(whose: Whose, version: int) -> Key:
    return {"PK": partition_of(whose), "SK": f"{ENTRY}{version:0{DIGITS}}"}


def entry_item(entry: Entry) -> Item:
    by = entry.by
    return present(
        {
            **entry_key(entry.whose, entry.version),
            "type": entry.type,
            "at": entry.at and utc_text(entry.at),
            "by": by and {"kind": by.kind, "id": by.id, "via": by.via},
            "correlationId": entry.correlation_id,
            "resolutionId": entry.resolution_id,
            "facts": _stored(entry.facts),
        }
    )


def entry_of_item(item: Item) -> Entry:
    by, at = item.get("by"), item.get("at")
    return Entry(
        whose_of(item["PK"]),
        version_of(item["SK"]),
        item["type"],
        at and instant_of(at),
        by and Author(**by),
        item.get("correlationId"),
        item.get("resolutionId"),
        item["facts"],
    )


def whose_of(partition: str) -> Whose:
    kind, _, entity_id = partition.partition("#")
    return Whose(Kind(kind), entity_id)


def version_of(sort_key: str) -> int:
    return int(sort_key.removeprefix(ENTRY))


def position_of(entry: Entry) -> Position:
    return Position(f"{entry.version:0{DIGITS}}", entry.whose.id)


def _stored(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is null: that is not stored."""
    return {
        name: _stored(value) if isinstance(value, Mapping) else value
        for name, value in facts.items()
        if value is not None
    }
