"""Time off as items of the provider's partition: each entry, and one list of all that are not over, to decide with."""

from collections.abc import Mapping

from booking.dynamodb.codec import Item, Key
from booking.providers.items import provider_key
from booking.time.instants import instant_of, utc_text
from booking.time.intervals import Interval


def list_key(provider_id: str) -> Key:
    return {**provider_key(provider_id), "SK": "TIMEOFF"}


def list_item(provider_id: str, listed: Mapping[str, Interval]) -> Item:
    """`listed`: the entries by id."""
    entries = [[utc_text(time.start), utc_text(time.end), entry] for entry, time in listed.items()]
    return {**list_key(provider_id), "entries": entries}


def listed_of(item: Item) -> dict[str, Interval]:
    return {entry: Interval(instant_of(start), instant_of(end)) for start, end, entry in item["entries"]}
