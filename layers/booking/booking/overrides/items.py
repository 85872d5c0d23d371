"""Overrides as items: a day's own record in the provider's partition, among the claims of that time."""

from datetime import date

from booking.dynamodb.codec import Item, Key
from booking.providers.items import provider_key, windows_item, windows_of
from booking.providers.schedule import Window, date_of


def day_key(provider_id: str, day: int) -> Key:
    """`day`: the days from 1970-01-01 to the date."""
    return {**provider_key(provider_id), "SK": f"SLOT#{date_of(day)}"}


def override_item(provider_id: str, day: int, windows: tuple[Window, ...]) -> Item:
    return {**day_key(provider_id, day), "windows": windows_item(windows)}


def override_of(item: Item) -> tuple[Window, ...]:
    """The windows that hold on that date, instead of those of the week."""
    return windows_of(item["windows"])


def day_of(item: Item) -> date:
    """The date of an override."""
    return date.fromisoformat(item["SK"].removeprefix("SLOT#"))
