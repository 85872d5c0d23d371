"""The reason why a provider does not offer a start, with times in the provider's zone."""

from datetime import datetime, timedelta

from booking.appointments.refusals import SlotNotOffered
from booking.providers.provider import Provider
from booking.providers.schedule import HORIZON, WEEKDAYS
from booking.time.instants import clock_text
from booking.time.intervals import Interval
from booking.time.zones import in_zone


def slot_not_offered(
    provider: Provider, start: datetime, now: datetime, *, length: timedelta | None, appointment_id: str | None
) -> SlotNotOffered:
    """The refusal of a future start at which `Provider.offer_at` offers nothing.

    `length` and `appointment_id` are those of an appointment that is being moved; None for a new one.
    """
    at = in_zone(start, provider.tz).isoformat()  # keeps a fraction of a second, which may be the fault
    if provider.appointment_duration is None:
        return SlotNotOffered(start, "The provider has no schedule yet, so nothing can be booked.")
    if start > now + HORIZON:
        last = in_zone(now + HORIZON, provider.tz).date()
        limit = f"appointments can be booked up to {HORIZON.days} days ahead; the last day is {last}"
        return SlotNotOffered(start, f"{at} is too far ahead: {limit}.")
    day = provider.day_of(start)
    date = f"{WEEKDAYS[day.weekday()].capitalize()}, {day}"
    windows = provider.schedule.windows_on(day)
    if not windows:
        return SlotNotOffered(start, f"The provider is closed on {date}.")
    hours = ", ".join(f"{clock_text(window.start)}-{clock_text(window.end)}" for window in windows)
    wanted = Interval(start, start + (length or timedelta(minutes=provider.appointment_duration)))
    who = "an appointment" if length is None else "this appointment, which keeps its length,"
    takes = f"{who} takes {wanted.length // timedelta(minutes=1)} minutes"
    working = provider.schedule.working_time(provider.tz, day, day + timedelta(days=2))
    if any(stretch.contains(wanted) for stretch in working):
        steps = f"every {provider.appointment_duration} minutes from the beginning of each window"
        why = f"{at} is not one of the starts on {date} ({hours}): there is one {steps}, and {takes}."
    else:
        why = f"{at} is outside the provider's hours on {date} ({hours}), or too close to their end: {takes}."
    return SlotNotOffered(start, why, provider_id=provider.id, day=day, appointment_id=appointment_id)
