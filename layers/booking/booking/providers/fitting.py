"""What is wrong with slots, durations and zones that must fit one another. A fault is a text, or None."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from booking.calls.refusals import FieldError
from booking.providers.schedule import MAX_LENGTH, MAX_SLOTS, WeeklySchedule
from booking.time.grid import SLOT_MINUTES
from booking.time.zones import fitting_slot_minutes, unknown_zone, zone


def duration_errors(minutes: int, slot_minutes: int) -> list[FieldError]:
    longest = min(MAX_SLOTS * slot_minutes, MAX_LENGTH // timedelta(minutes=1))
    if minutes % slot_minutes or not 0 < minutes <= longest:
        message = f"must be a multiple of the provider's slotMinutes ({slot_minutes}), at most {longest}"
        return [FieldError("appointmentDuration", message)]
    return []


def move_errors(timezone: str, slot_minutes: int, now: datetime) -> Iterator[FieldError]:
    if fault := unknown_zone(timezone):
        yield FieldError("timezone", fault)
    elif unfit_slot_minutes(slot_minutes, timezone, now):
        message = f"must have UTC offsets that are multiples of the provider's slotMinutes ({slot_minutes})"
        yield FieldError("timezone", message)


def no_room(week: WeeklySchedule, minutes: int) -> str | None:
    """The fault of a duration for which a week has no room, or None. A week without windows has room."""
    longest = week.longest_stretch()
    if minutes <= longest or not longest:
        return None
    return f"must fit into the week: its longest time without a break is {longest} minutes"


def unknown_slot_minutes(slot_minutes: int) -> str | None:
    """The fault of a slot length, whatever the zone; None if it has none."""
    return None if slot_minutes in SLOT_MINUTES else f"must be one of {', '.join(map(str, SLOT_MINUTES))}"


def unfit_slot_minutes(slot_minutes: int, timezone: str, now: datetime) -> str | None:
    """The fault of a slot length in this zone, or None. It must divide every offset of the next ten years."""
    fits = fitting_slot_minutes(zone(timezone), now, SLOT_MINUTES)
    if slot_minutes in fits:
        return None
    return f"must divide every UTC offset of {timezone}; these do: {', '.join(map(str, fits))}"
