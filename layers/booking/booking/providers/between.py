"""A stretch of time that a list asks for: its ends are dates of a provider's zone, or instants."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from booking.calls.refusals import FieldError, ValidationFailed
from booking.providers.provider import Provider

type DayOrInstant = date | datetime


class Between(NamedTuple):
    """From `begin` on and before `end`. None: without this limit."""

    begin: datetime | None = None
    end: datetime | None = None


def between(begin: DayOrInstant | None, end: DayOrInstant | None, provider: Provider | None) -> Between:
    """Dates are of the provider's zone, and the last one is included. An instant at the end is not.

    `provider`: None if there are no dates. Raises ValidationFailed if the end is before the beginning.
    """
    if begin is not None and end is not None and _is_backwards(begin, end, provider):
        raise ValidationFailed([FieldError("to", "must not be before from")])
    return Between(_begin(begin, provider), _end(end, provider))


def _is_backwards(begin: DayOrInstant, end: DayOrInstant, provider: Provider | None) -> bool:
    """An instant is compared with a date by its own date."""
    if isinstance(begin, datetime) and isinstance(end, datetime):
        return end < begin
    return _day(end, provider) < _day(begin, provider)


def _day(when: DayOrInstant, provider: Provider | None) -> date:
    return _zoned(provider).day_of(when) if isinstance(when, datetime) else when


def _begin(when: DayOrInstant | None, provider: Provider | None) -> datetime | None:
    return when if when is None or isinstance(when, datetime) else _zoned(provider).start_of(when)


def _end(when: DayOrInstant | None, provider: Provider | None) -> datetime | None:
    if when is None or isinstance(when, datetime):
        return when
    # The calendar ends with its last date.
    return None if when == date.max else _zoned(provider).start_of(when + timedelta(days=1))


def _zoned(provider: Provider | None) -> Provider:
    assert provider is not None, "a date without a provider's zone is refused with the request"
    return provider
