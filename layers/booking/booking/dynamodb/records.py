"""The record of an entity as attributes of its item, and back."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from booking.calls.caller import NOBODY
from booking.calls.change import Author, Change, Origin, Previous
from booking.calls.record import Record
from booking.dynamodb.codec import Item, present
from booking.time.instants import instant_of, utc_text
from booking.time.intervals import Interval


def record_item(record: Record) -> Item:
    return {
        "version": record.version,
        "createdAt": utc_text(record.created_at),
        "updatedAt": utc_text(record.updated_at),
        "change": _change_item(record.change),
        "fingerprint": record.fingerprint,
    }


def record_of(item: Item, changes: type[StrEnum]) -> Record:
    """`changes`: the changes that the entity can have. Raises ValueError for any other."""
    created_at, updated_at = instant_of(item["createdAt"]), instant_of(item["updatedAt"])
    change = _change_of(item["change"], changes, item)
    return Record(int(item["version"]), created_at, updated_at, change, item.get("fingerprint"))


def _change_item(change: Change) -> Item:
    previous, by = change.previous, change.origin.by
    return present(
        {
            "id": change.origin.id,
            "type": change.type.value,
            "at": utc_text(change.origin.at),
            "by": {"kind": by.kind, "id": by.id, "via": by.via},
            "correlationId": change.origin.correlation_id,
            "resolutionId": change.origin.resolution_id,
            "previous": previous and _previous_item(previous),
            "dates": [day.isoformat() for day in change.dates] or None,
            "fields": [*change.fields] or None,
            "providerVersion": change.provider_version,
        }
    )


def _previous_item(previous: Previous) -> Item:
    return present(
        {
            "startTime": utc_text(previous.interval.start),
            "endTime": utc_text(previous.interval.end),
            "providerId": previous.provider_id,
            "serviceId": previous.service_id,
        }
    )


def _previous_of(previous: Item, item: Item) -> Previous:
    """`item`: of the appointment. Moves of before 2.0 do not name its provider and its service: they stayed."""
    times = Interval(instant_of(previous["startTime"]), instant_of(previous["endTime"]))
    named = previous if "providerId" in previous else item
    return Previous(times, named["providerId"], named.get("serviceId"))


def _change_of(item: Item, changes: type[StrEnum], entity: Item) -> Change:
    previous = item.get("previous")
    return Change(
        changes(item["type"]),
        _origin_of(item),
        previous and _previous_of(previous, entity),
        tuple(map(date.fromisoformat, item.get("dates", ()))),
        tuple(item.get("fields", ())),
        item.get("providerVersion"),
    )


def _origin_of(item: Item) -> Origin:
    at, by = instant_of(item["at"]), _author_of(item["by"])
    return Origin(item["id"], at, by, item["correlationId"], item.get("resolutionId"))


def _author_of(by: Mapping[str, str] | str) -> Author:
    """Before callers had tokens, anyone could call, and `by` was a text that said so."""
    if isinstance(by, str):
        return Author(NOBODY.kind, NOBODY.id, by)
    return Author(by["kind"], by["id"], by["via"])
