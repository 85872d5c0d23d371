"""What is wrong with the terms of a service, on top of the rules of its provider."""

from collections.abc import Iterator
from datetime import datetime

from booking.calls.refusals import FieldError
from booking.providers.fitting import no_room, unfit_slot_minutes
from booking.providers.provider import Provider
from booking.providers.rules import rules_errors
from booking.services.offering import WHOLE_DAY, Terms

HOUR = 60


def terms_errors(terms: Terms, provider: Provider, now: datetime) -> list[FieldError]:
    """All faults, each with the field of the request that has to change."""
    if terms.duration == WHOLE_DAY:
        faults = [*_of_a_whole_day(terms, provider, now)]
        fits = provider.slot_minutes == HOUR
    else:
        faults = [*_of_minutes(terms.duration, provider)]
        fits = not faults
    merged = terms.rules.over(provider.rules)
    longest = terms.longest if fits else provider.slot_minutes  # what does not fit the slots is named once
    return faults + rules_errors(merged, provider.slot_minutes, longest, terms.rules.are_set | {"duration"})


def _of_minutes(duration: int, provider: Provider) -> Iterator[FieldError]:
    if duration % provider.slot_minutes:
        yield FieldError("duration", f"must be a multiple of the provider's slotMinutes ({provider.slot_minutes})")
    elif fault := no_room(provider.schedule, duration):
        yield FieldError("duration", fault)


def _of_a_whole_day(terms: Terms, provider: Provider, now: datetime) -> Iterator[FieldError]:
    if provider.slot_minutes != HOUR:
        message = f"'day' needs a provider with slotMinutes {HOUR}, and this one has {provider.slot_minutes}"
        if unfit_slot_minutes(HOUR, provider.timezone, now):
            message += f"; in {provider.timezone} none can, because its offset from UTC is no whole hour"
        yield FieldError("duration", message)
    if provider.schedule.longest_stretch() and not provider.schedule.has_a_whole_date():
        yield FieldError("duration", "'day' needs a weekday whose windows cover the whole date, from 00:00 to 24:00")
    if terms.rules.slot_interval is not None:
        yield FieldError("slotInterval", "must be left out where the duration is 'day': there is one start a date")
