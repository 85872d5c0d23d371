"""A provider as an item of the table, and back. Also the keys of providers and of their fences.

An attribute that is None is not stored.
"""

from collections.abc import Iterable
from functools import lru_cache

from booking.calls.paging import Position
from booking.dynamodb.codec import Item, Key, present
from booking.dynamodb.listing import Filter, Stretch
from booking.dynamodb.records import record_item, record_of
from booking.providers.provider import Provider, ProviderChange, ProviderState
from booking.providers.rules import RULE_NAMES, Rules
from booking.providers.schedule import WeeklySchedule, Window
from booking.providers.sort_name import sort_name


def provider_key(provider_id: str) -> Key:
    return {"PK": f"PROVIDER#{provider_id}", "SK": "PROVIDER"}


def provider_id_of(partition_key: str) -> str:
    return partition_key.removeprefix("PROVIDER#")


def fence_key(provider_id: str, number: int) -> Key:
    return {"PK": f"PROVIDER#{provider_id}", "SK": f"FENCE#{number}"}


BY_NAME = Stretch("GSI1", "PROVIDERS")
"""The partition of the index that lists all providers."""

ACTIVE = Filter(("state",), lambda item: bool(item["state"] == ProviderState.ACTIVE))


def index_key(position: Position) -> Key:
    """Where the list goes on behind this position."""
    own = provider_key(position.id)
    return {**own, BY_NAME.partition_name: BY_NAME.partition, BY_NAME.sort_name: position.sort_key}


def position_of(item: Item) -> Position:
    """Of an item's keys."""
    return Position(item[BY_NAME.sort_name], provider_id_of(item["PK"]))


def provider_item(provider: Provider) -> Item:
    return present(
        {
            **provider_key(provider.id),
            BY_NAME.partition_name: BY_NAME.partition,
            BY_NAME.sort_name: sort_name(provider.name),
            "id": provider.id,
            "name": provider.name,
            "email": provider.email,
            "subject": provider.subject,
            "timezone": provider.timezone,
            "slotMinutes": provider.slot_minutes,
            "appointmentDuration": provider.appointment_duration,
            "weeklySchedule": [windows_item(windows) for windows in provider.schedule.days],
            "state": provider.state.value,
            "slotsFixed": provider.are_slots_fixed or None,
            "hasOverrides": provider.has_overrides or None,
            "hasTimeOff": provider.has_time_off or None,
            **rules_item(provider.rules),
            **record_item(provider.record),
        }
    )


def provider_of(item: Item) -> Provider:
    duration = item.get("appointmentDuration")
    return Provider(
        id=item["id"],
        name=item["name"],
        email=item.get("email"),
        subject=item.get("subject"),
        timezone=item["timezone"],
        slot_minutes=int(item["slotMinutes"]),
        appointment_duration=None if duration is None else int(duration),
        schedule=WeeklySchedule(tuple(map(windows_of, item["weeklySchedule"]))),
        state=ProviderState(item["state"]),
        rules=rules_of(item),
        are_slots_fixed=duration is not None or item.get("slotsFixed", False),
        has_overrides=item.get("hasOverrides", False),
        has_time_off=item.get("hasTimeOff", False),
        record=record_of(item, ProviderChange),
    )


def windows_item(windows: Iterable[Window]) -> list[str]:
    return [f"{window.start}-{window.end}" for window in windows]


def windows_of(texts: Iterable[str]) -> tuple[Window, ...]:
    return tuple(map(_window, texts))


def rules_item(rules: Rules) -> Item:
    return dict(zip(RULE_NAMES.values(), rules, strict=True))


def rules_of(item: Item) -> Rules:
    return Rules(*map(item.get, RULE_NAMES.values()))


@lru_cache(maxsize=1024)
def _window(text: str) -> Window:
    """The same few windows come in each week of each provider."""
    start, end = text.split("-")
    return Window(int(start), int(end))
