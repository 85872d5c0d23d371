"""Half-open intervals of instants (UTC)."""

from collections.abc import Collection, Iterable
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


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """Join intervals that overlap or touch. Returns the fewest intervals that cover the same instants, in order."""
    result: list[Interval] = []
    for interval in sorted(intervals):
        if result and interval.start <= result[-1].end:
            result[-1] = Interval(result[-1].start, max(result[-1].end, interval.end))
        else:
            result.append(interval)
    return result


def hull(intervals: Collection[Interval]) -> Interval:
    """The smallest interval that contains them all. Needs at least one interval."""
    return Interval(min(i.start for i in intervals), max(i.end for i in intervals))
