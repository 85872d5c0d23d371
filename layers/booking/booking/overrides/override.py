"""An override: the windows of one date, instead of those of the week."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from booking.calls.refusals import FieldError
from booking.providers.provider import Provider
from booking.providers.schedule import HORIZON, Window, day_errors

MOST_AT_ONCE = 60
"""The dates of one request. With the provider and its fences they fit into one transaction."""

MOST_DAYS_LISTED = 366
"""For staff."""

MOST_DAYS_FOR_ALL = 62


class Override(NamedTuple):
    """`windows` are sorted; without any the date is closed. None: the week holds on this date."""

    day: date
    windows: tuple[Window, ...] | None


class Overridden(NamedTuple):
    """A provider, and those of its overrides that were asked for, in order; also what was removed."""

    provider: Provider
    overrides: Sequence[Override]


class ListedOverrides(NamedTuple):
    """The overrides of the dates first to last (both included)."""

    first: date
    last: date
    found: Overridden


type Wanted = Mapping[str, Override]
"""Overrides by the path of their fields in the request: empty, or `overrides[2].`."""


def override_errors(wanted: Wanted, provider: Provider, now: datetime) -> Iterator[FieldError]:
    """All faults. An override that is over stays as it was."""
    today = provider.day_of(now)
    last = today + HORIZON
    for path, override in wanted.items():
        if not today <= override.day <= last:
            yield FieldError(f"{path}date", f"must be from {today}, today in the provider's zone, to {last}")
        for error in day_errors(override.windows or (), provider.slot_minutes):
            yield FieldError(f"{path}windows{error.field}", error.message)
