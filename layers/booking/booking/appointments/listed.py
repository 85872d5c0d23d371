"""Which appointments a list holds: those of one provider or one customer, by their starts."""

from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta
from typing import NamedTuple

from booking.appointments.appointment import Appointment, AppointmentStatus
from booking.calls.paging import Page, Position
from booking.calls.refusals import FieldError, ValidationFailed
from booking.providers.provider import Provider

type DayOrInstant = date | datetime


class Starts(NamedTuple):
    """Those from `begin` on and before `end`. None: without this limit."""

    begin: datetime | None = None
    end: datetime | None = None


class Selection(NamedTuple):
    """Of a provider or of a customer: the other id is None. `status`, `service_id`: None for any."""

    provider_id: str | None
    customer_id: str | None
    starts: Starts = Starts()
    status: AppointmentStatus | None = None
    service_id: str | None = None
    is_newest_first: bool = False


class AppointmentsQuery(NamedTuple):
    """`selection`: without the starts, which are those from `begin` to `end`.

    `after`: where the page before ended. `size`: how many at most.
    """

    selection: Selection
    begin: DayOrInstant | None = None
    end: DayOrInstant | None = None
    after: Position | None = None
    size: int = 50


class Listed(NamedTuple):
    """`provider`: None in a list of a customer, whose appointments may be with several.

    `unresolved`: the ids of those that the rules would no longer put where they stand. Known in a provider's list only.
    """

    page: Page[Appointment]
    provider: Provider | None
    unresolved: AbstractSet[str] = frozenset()


def starts_of(begin: DayOrInstant | None, end: DayOrInstant | None, provider: Provider | None) -> Starts:
    """Dates are of the provider's zone, and the last one is included. An instant at the end is not.

    `provider`: None if there are no dates. Raises ValidationFailed if the end is before the beginning.
    """
    if begin is not None and end is not None and _is_backwards(begin, end, provider):
        raise ValidationFailed([FieldError("to", "must not be before from")])
    return Starts(_begin(begin, provider), _end(end, provider))


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
