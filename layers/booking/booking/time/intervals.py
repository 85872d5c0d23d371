"""Half-open intervals of instants (UTC)."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple


class Interval(NamedTuple):
    """[start, end), both aware and in UTC."""

    start: datetime
    end: datetime

    def contains(self, other: "Interval") -> bool:
        return self.start <= other.start and other.end <= self.end

    @property
    def length(self) -> timedelta:
        return self.end - self.start


def intersection(one: Interval, other: Interval) -> Interval | None:
    """The part that both share, or None if they share nothing."""
    start, end = max(one.start, other.start), min(one.end, other.end)
    return Interval(start, end) if start < end else None


def hull(intervals: Collection[Interval]) -> Interval:
    """The smallest interval that contains them all. Needs at least one interval."""
    return Interval(min(i.start for i in intervals), max(i.end for i in intervals))
