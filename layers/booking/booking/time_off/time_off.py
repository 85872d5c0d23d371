"""An entry of time off: from one instant to another, and the dates if it was given in dates."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from booking.calls.change import Change, Origin
from booking.calls.record import Record, Recorded
from booking.calls.refusals import FieldError, ValidationFailed
from booking.providers.provider import Provider
from booking.providers.schedule import HORIZON, day_number, whole_dates
from booking.time.grid import EPOCH
from booking.time.instants import utc_text
from booking.time.intervals import Interval
from booking.time_off.refusals import TooMuchTimeOff

LONGEST = timedelta(days=366)

MOST_LISTED = 200


class TimeOffChange(StrEnum):
    """The changes that an entry can have."""

    CHANGED = "TimeOffChanged"
    REMOVED = "TimeOffRemoved"


class Dates(NamedTuple):
    """Dates of the provider's zone, both included."""

    first: date
    last: date


type Period = Interval | Dates

type Listed = Mapping[str, Interval]
"""The entries that are not over, by id."""


@dataclass(frozen=True, slots=True)
class TimeOff(Recorded):
    """`id` is unique for its provider. A removed one stays, and can be set again.

    `dates` are those of the zone that the provider had when it was set; the interval stands, whatever zone comes.
    `reason` is personal data: for staff, in no event and no log.
    """

    provider_id: str
    interval: Interval
    dates: Dates | None
    reason: str | None = field(repr=False)
    is_removed: bool = False

    @classmethod
    def add(
        cls,
        entry_id: str,
        provider: Provider,
        period: Period,
        reason: str | None,
        origin: Origin,
        *,
        fingerprint: str | None = None,
    ) -> "TimeOff":
        """Raises ValidationFailed."""
        record = Record.new(Change(TimeOffChange.CHANGED, origin), fingerprint)
        return cls(entry_id, record, provider.id, *_time_of(period, provider, origin.at), reason)

    def set_to(self, provider: Provider, period: Period, reason: str | None, origin: Origin) -> "TimeOff":
        """The entry with this content; unchanged if it has it already. Raises ValidationFailed."""
        if self._is(provider, period, reason):
            return self
        interval, dates = _time_of(period, provider, origin.at)
        record = self.record.after(Change(TimeOffChange.CHANGED, origin))
        return replace(self, interval=interval, dates=dates, reason=reason, is_removed=False, record=record)

    def removed(self, origin: Origin) -> "TimeOff":
        """Unchanged if it is removed already. The reason is personal data, and nobody needs it any more."""
        if self.is_removed:
            return self
        return replace(
            self, reason=None, is_removed=True, record=self.record.after(Change(TimeOffChange.REMOVED, origin))
        )

    def _is(self, provider: Provider, period: Period, reason: str | None) -> bool:
        """Asked before the period is judged: a repeat is no mistake, even when the time is over."""
        given = self.interval if self.dates is None else self.dates
        is_same = period == given and reason == self.reason and not self.is_removed
        return is_same and (self.dates is None or interval_of(self.dates, provider) == self.interval)


def listed_with(listed: Listed, entry: TimeOff, now: datetime) -> Listed:
    """The list after the entry has changed, without those that are over. Raises TooMuchTimeOff."""
    kept = {other: time for other, time in listed.items() if time.end > now and other != entry.id}
    if not entry.is_removed:
        kept[entry.id] = entry.interval
    if len(kept) > MOST_LISTED:
        raise TooMuchTimeOff(MOST_LISTED)
    return kept


def interval_of(dates: Dates, provider: Provider) -> Interval | None:
    """From the first instant of the dates to the last one; None if the zone skips them all."""
    found = whole_dates(provider.tz, day_number(dates.first), day_number(dates.last) + 1)
    if not found:
        return None
    (_, start, _), (_, _, end) = found[0], found[-1]
    return Interval(EPOCH + timedelta(seconds=start), EPOCH + timedelta(seconds=end))


def _time_of(period: Period, provider: Provider, now: datetime) -> tuple[Interval, Dates | None]:
    if isinstance(period, Interval):
        if errors := list(_interval_errors(period, now)):
            raise ValidationFailed(errors)
        return period, None
    if errors := list(_dates_errors(period, provider.day_of(now))):
        raise ValidationFailed(errors)
    interval = interval_of(period, provider)
    if interval is None:
        message = f"must be a date that exists in {provider.timezone}"
        raise ValidationFailed([FieldError("fromDate", message)])
    return interval, period


def _interval_errors(period: Interval, now: datetime) -> Iterator[FieldError]:
    if period.start > now + HORIZON:
        yield FieldError("startTime", f"must be at most {HORIZON.days} days ahead")
    if period.end <= period.start:
        yield FieldError("endTime", "must be later than startTime")
    elif period.length > LONGEST:
        yield FieldError("endTime", f"must be at most {LONGEST.days} days after startTime")
    elif period.end <= now:
        yield FieldError("endTime", f"must be in the future: it is {utc_text(now)}")


def _dates_errors(period: Dates, today: date) -> Iterator[FieldError]:
    if period.first > today + HORIZON:
        yield FieldError("fromDate", f"must be at most {HORIZON.days} days ahead")
    if period.last < period.first:
        yield FieldError("toDate", "must not be earlier than fromDate")
    elif period.last - period.first >= LONGEST:
        yield FieldError("toDate", f"must be one of the {LONGEST.days} days from fromDate on")
    elif period.last < today:
        yield FieldError("toDate", f"must not be earlier than {today}, today in the provider's zone")
