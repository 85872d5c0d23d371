"""Time off as items of the provider's partition: each entry, and one list of all that are not over, to decide with."""

from datetime import date

from booking.dynamodb.codec import Item, Key, present
from booking.dynamodb.records import record_item, record_of
from booking.providers.items import provider_key
from booking.time.instants import instant_of, utc_text
from booking.time.intervals import Interval
from booking.time_off.time_off import Dates, Listed, TimeOff, TimeOffChange

ENTRY = "TIMEOFF#"
"""How the sort keys of entries begin."""


def list_key(provider_id: str) -> Key:
    return {**provider_key(provider_id), "SK": "TIMEOFF"}


def list_item(provider_id: str, listed: Listed) -> Item:
    """`listed`: the entries by id."""
    entries = [[utc_text(time.start), utc_text(time.end), entry] for entry, time in listed.items()]
    return {**list_key(provider_id), "entries": entries}


def listed_of(item: Item) -> dict[str, Interval]:
    return {entry: Interval(instant_of(start), instant_of(end)) for start, end, entry in item["entries"]}


def time_off_key(provider_id: str, time_off_id: str) -> Key:
    return {**provider_key(provider_id), "SK": f"{ENTRY}{time_off_id}"}


def time_off_item(entry: TimeOff) -> Item:
    dates = entry.dates
    return present(
        {
            **time_off_key(entry.provider_id, entry.id),
            "id": entry.id,
            "providerId": entry.provider_id,
            "startTime": utc_text(entry.interval.start),
            "endTime": utc_text(entry.interval.end),
            "fromDate": dates and dates.first.isoformat(),
            "toDate": dates and dates.last.isoformat(),
            "reason": entry.reason,
            "removed": entry.is_removed or None,
            **record_item(entry.record),
        }
    )


def time_off_of(item: Item) -> TimeOff:
    return TimeOff(
        id=item["id"],
        provider_id=item["providerId"],
        interval=Interval(instant_of(item["startTime"]), instant_of(item["endTime"])),
        dates=_dates_of(item) if "fromDate" in item else None,
        reason=item.get("reason"),
        is_removed=item.get("removed", False),
        record=record_of(item, TimeOffChange),
    )


def _dates_of(item: Item) -> Dates:
    return Dates(date.fromisoformat(item["fromDate"]), date.fromisoformat(item["toDate"]))
