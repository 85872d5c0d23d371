"""The weekly schedule: windows of wall-clock time on each weekday, and the instants that they cover on dates."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from booking.calls.refusals import FieldError
from booking.time.grid import EPOCH, second_of, seconds_in
from booking.time.instants import clock_text
from booking.time.zones import offset_spans

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

MAX_WINDOWS_PER_DAY = 24

DAY = 24 * 60 * 60
"""In seconds."""

_EPOCH_ORDINAL = EPOCH.toordinal()

EPOCH_WEEKDAY = EPOCH.weekday()
"""Of the day 0. Monday is 0."""

type Piece = tuple[int, int, int]
"""A date (days since the epoch), and a half-open stretch of instants (seconds since the epoch)."""


class Window(NamedTuple):
    """[start, end) of a day on the wall clock, in minutes since 00:00; 1440 is 24:00, the end of the day."""

    start: int
    end: int


_WHOLE_DATE = (Window(0, DAY // 60),)


class WeeklySchedule(NamedTuple):
    """Seven days of windows, Monday first. A day's windows are sorted; they may touch. A day without any is closed."""

    days: tuple[tuple[Window, ...], ...] = ((),) * 7

    @classmethod
    def of(cls, week: Mapping[str, Sequence[Window]]) -> "WeeklySchedule":
        """From weekday names; a missing day is closed. The week must be one in which `week_errors` finds nothing."""
        return cls(tuple(tuple(sorted(week.get(day, ()))) for day in WEEKDAYS))

    def by_day(self) -> dict[str, tuple[Window, ...]]:
        return dict(zip(WEEKDAYS, self.days, strict=True))

    def as_text(self) -> dict[str, list[dict[str, str]]]:
        """All seven days as clients and consumers read them: [{"start": "09:00", "end": "24:00"}]."""
        return {
            day: [{"start": clock_text(w.start), "end": clock_text(w.end)} for w in windows]
            for day, windows in self.by_day().items()
        }

    def longest_stretch(self) -> int:
        """In minutes, by the wall clock: the longest time without a break. Windows that touch are one stretch.

        Also over midnight, and from Sunday to Monday.
        """
        longest = reached = begun = 0
        for day, windows in enumerate(self.days * 2):
            for window in windows:
                start, end = (day * DAY // 60 + minute for minute in window)
                begun = begun if start <= reached else start
                reached = end
                longest = max(longest, reached - begun)
        return longest

    def has_a_whole_date(self) -> bool:
        """Whether the windows of some weekday cover all of it."""
        return any(sum(end - start for start, end in windows) == DAY // 60 for windows in self.days)

    def of_day(self, day: int) -> tuple[Window, ...]:
        """The windows of a date: days since the epoch."""
        return self.days[(day + EPOCH_WEEKDAY) % 7]


def pieces(windows_of: Callable[[int], Sequence[Window]], tz: ZoneInfo, days: range) -> list[Piece]:
    """The contiguous pieces of each window of some dates (days since the epoch), in order of their start.

    An instant belongs to a piece if the zone's wall clock shows one of the dates and a time inside one of its
    windows. A part of a window inside a DST gap does not exist; a part inside a repeated hour exists twice.
    """
    pieces: list[Piece] = []
    of_last: Window | None = None
    for left, right, offset in _spans(tz, days.start, days.stop):
        for day in range(max(days.start, (left + offset) // DAY), min(days.stop, (right + offset) // DAY + 1)):
            midnight = day * DAY - offset
            for window in windows_of(day):
                opens, closes = window
                start, end = midnight + opens * 60, midnight + closes * 60
                if start < left or end > right:
                    start, end = max(start, left), min(end, right)
                if start < end:
                    if window is of_last and pieces[-1][::2] == (day, start):
                        start = pieces.pop()[1]
                    pieces.append((day, start, end))
                    of_last = window
    return pieces


@lru_cache(maxsize=256)  # several are asked for in a request, such as the first and the last slot of a date
def whole_dates(tz: ZoneInfo, first: int, beyond: int) -> tuple[Piece, ...]:
    """The pieces of the dates from `first` on, before `beyond`: those of a window from 00:00 to 24:00."""
    return tuple(pieces(lambda _: _WHOLE_DATE, tz, range(first, beyond)))


@lru_cache(maxsize=256)  # the same dates are asked for many times, and each several times in a request
def _spans(tz: ZoneInfo, first: int, beyond: int) -> tuple[tuple[int, int, int], ...]:
    """The stretches (seconds since the epoch) in which the offset (seconds) stays the same, around some dates."""
    # An offset is always less than a day, so one more day on each side covers the local dates.
    spans = offset_spans(tz, _midnight(first - 1), _midnight(beyond + 1))
    return tuple((second_of(span.start), second_of(span.end), seconds_in(ahead)) for span, ahead in spans)


def _midnight(day: int) -> datetime:
    """In UTC. Dates beyond the calendar have those of its first and last second."""
    if day < day_number(date.min):
        return datetime.min.replace(tzinfo=UTC)
    if day > day_number(date.max):
        return datetime.max.replace(microsecond=0, tzinfo=UTC)
    return EPOCH + timedelta(days=day)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - _EPOCH_ORDINAL


def date_of(day: int) -> date:
    """The inverse of `day_number`."""
    return date.fromordinal(day + _EPOCH_ORDINAL)


def week_errors(week: Mapping[str, Sequence[Window]], slot_minutes: int) -> list[FieldError]:
    """All faults of a week. Each names the index of the window in the client's list."""
    return [
        FieldError(f"weeklySchedule.{day}{error.field}", error.message)
        for day in WEEKDAYS
        for error in day_errors(week.get(day, ()), slot_minutes)
    ]


def day_errors(windows: Sequence[Window], slot_minutes: int) -> Iterator[FieldError]:
    """All faults of a day's windows. `field` is the part after the day's name: `[0].end`."""
    yield from _grid_errors(windows, slot_minutes)
    if fault := too_many_windows(len(windows)):
        yield FieldError("", fault)
        return
    for index, window in enumerate(windows):
        if fault := ends_too_early(window):
            yield FieldError(f"[{index}].end", fault)
    yield from overlap_errors(windows)


def overlap_errors(windows: Sequence[Window]) -> Iterator[FieldError]:
    """The windows of a day that begin inside another one. `field` is the part after the day's name: `[0].start`."""
    covered_to = 0
    for index, window in sorted(enumerate(windows), key=lambda numbered: numbered[1]):
        if window.start < covered_to:
            yield FieldError(f"[{index}].start", "must not be inside another window of the day")
        covered_to = max(covered_to, window.end)


def ends_too_early(window: Window) -> str | None:
    """The fault of a window's end, whatever the slots; None if it has none."""
    if window.end > window.start:
        return None
    hint = ". A day ends at 24:00; split the window at midnight" if window.end < window.start else ""
    return f"must be later than the start, {clock_text(window.start)}{hint}"


def too_many_windows(count: int) -> str | None:
    """The fault of the number of windows of a day, or None."""
    return f"must have at most {MAX_WINDOWS_PER_DAY} windows" if count > MAX_WINDOWS_PER_DAY else None


def _grid_errors(windows: Sequence[Window], slot_minutes: int) -> Iterator[FieldError]:
    for index, window in enumerate(windows):
        for edge, minute in (("start", window.start), ("end", window.end)):
            if minute % slot_minutes:
                message = f"must be a multiple of the provider's slotMinutes ({slot_minutes}) after midnight"
                yield FieldError(f"[{index}].{edge}", message)


MAX_SLOTS = 40  # an appointment's claims, old and new, must fit into one transaction of 100 items

MAX_LENGTH = timedelta(hours=24)

HORIZON = timedelta(days=730)
