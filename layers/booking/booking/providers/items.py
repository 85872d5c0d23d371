"""A provider as an item of the table, and back. An attribute whose value is None is left out."""

from booking.dynamodb.records import record_item, record_of
from booking.dynamodb.wire import Item, present
from booking.providers.keys import provider_key
from booking.providers.provider import Provider, ProviderChange, ProviderState
from booking.providers.schedule import WeeklySchedule, Window


def provider_item(provider: Provider) -> Item:
    return present(
        {
            **provider_key(provider.id),
            "GSI1PK": "PROVIDERS",
            "GSI1SK": provider.name,
            "id": provider.id,
            "name": provider.name,
            "email": provider.email,
            "timezone": provider.timezone,
            "slotMinutes": provider.slot_minutes,
            "appointmentDuration": provider.appointment_duration,
            "weeklySchedule": [[f"{w.start}-{w.end}" for w in windows] for windows in provider.schedule.days],
            "state": provider.state.value,
            **record_item(provider.record),
        }
    )


def provider_of(item: Item) -> Provider:
    duration = item.get("appointmentDuration")
    return Provider(
        id=item["id"],
        name=item["name"],
        email=item.get("email"),
        timezone=item["timezone"],
        slot_minutes=int(item["slotMinutes"]),
        appointment_duration=None if duration is None else int(duration),
        schedule=WeeklySchedule(
            tuple(
                tuple(Window(*(int(minute) for minute in window.split("-"))) for window in windows)
                for windows in item["weeklySchedule"]
            )
        ),
        state=ProviderState(item["state"]),
        record=record_of(item, ProviderChange),
    )
