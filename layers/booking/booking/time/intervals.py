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
    """What lies in both, or None when nothing does."""
    start, end = max(one.start, other.start), min(one.end, other.end)
    return Interval(start, end) if start < end else None


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """The same set of instants as the fewest intervals, in order: those that overlap or touch become one."""
    result: list[Interval] = []
    for interval in sorted(intervals):
        if result and interval.start <= result[-1].end:
            result[-1] = Interval(result[-1].start, max(result[-1].end, interval.end))
        else:
            result.append(interval)
    return result


def hull(intervals: Collection[Interval]) -> Interval:
    """The smallest interval that holds them all; there must be one at least."""
    return Interval(min(i.start for i in intervals), max(i.end for i in intervals))
