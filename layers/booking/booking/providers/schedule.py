"""The weekly schedule: windows of wall-clock time on each weekday, and the openings that they make on a date."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from booking.calls.refusals import FieldError
from booking.time.grid import next_boundary
from booking.time.intervals import Interval, merged
from booking.time.zones import offset_spans

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

MAX_WINDOWS_PER_DAY = 24


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """[start, end) of a day on the wall clock, in minutes since 00:00; 1440 is 24:00, the end of the day."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class WeeklySchedule:
    """Seven days of windows, Monday first; each day sorted, its windows touching at most. Empty is closed."""

    days: tuple[tuple[Window, ...], ...] = field(default=((),) * 7)

    @classmethod
    def of(cls, week: Mapping[str, Sequence[Window]]) -> "WeeklySchedule":
        """From weekday names; a day left out is closed. For a week in which `week_errors` finds nothing."""
        return cls(tuple(tuple(sorted(week.get(day, ()))) for day in WEEKDAYS))

    def by_day(self) -> dict[str, tuple[Window, ...]]:
        return dict(zip(WEEKDAYS, self.days, strict=True))

    def as_text(self) -> dict[str, list[dict[str, str]]]:
        """All seven days as clients and consumers read them: [{"start": "09:00", "end": "24:00"}]."""
        return {
            day: [{"start": clock_text(w.start), "end": clock_text(w.end)} for w in windows]
            for day, windows in self.by_day().items()
        }

    def windows_on(self, day: date) -> tuple[Window, ...]:
        return self.days[day.weekday()]

    def working_time(self, tz: ZoneInfo, first: date, last: date) -> list[Interval]:
        """The union of all windows of the dates first to last (both included): disjoint, in order, not touching."""
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return merged([piece for day in days for piece in self.pieces(tz, day)])

    def pieces(self, tz: ZoneInfo, day: date) -> list[Interval]:
        """The contiguous pieces of each window of the date, in order of their start."""
        return sorted(pieces_of(self.windows_on(day), tz, day))


def clock_text(minute: int) -> str:
    """A minute of the day as HH:MM; 1440 is 24:00."""
    return f"{minute // 60:02}:{minute % 60:02}"


def pieces_of(windows: Iterable[Window], tz: ZoneInfo, day: date) -> list[Interval]:
    """The instants whose wall clock in the zone shows that date and a time inside a window, as contiguous pieces.

    A part inside a DST gap does not exist; a part inside a repeated hour exists twice.
    """
    midnight = datetime.combine(day, time.min, UTC)
    # Offsets lie within a day of UTC, so these three days of UTC hold the whole local date.
    spans = offset_spans(tz, midnight - timedelta(days=1), midnight + timedelta(days=2))
    pieces = []
    for window in windows:
        start, end = (midnight + timedelta(minutes=minute) for minute in (window.start, window.end))
        parts = [Interval(max(start - offset, span.start), min(end - offset, span.end)) for span, offset in spans]
        pieces += merged([part for part in parts if part.start < part.end])
    return pieces


def week_errors(week: Mapping[str, Sequence[Window]], slot_minutes: int) -> list[FieldError]:
    """All that is wrong with a week, each fault under the index at which the client wrote the window."""
    return [
        FieldError(f"weeklySchedule.{day}{error.field}", error.message)
        for day in WEEKDAYS
        for error in (*_grid_errors(week.get(day, ()), slot_minutes), *_day_errors(week.get(day, ())))
    ]


def _day_errors(windows: Sequence[Window]) -> Iterator[FieldError]:
    """What is wrong with the windows of a day, whatever the slots. Fields go on after the day's name: `[0].end`."""
    if fault := too_many_windows(len(windows)):
        yield FieldError("", fault)
        return
    for index, window in enumerate(windows):
        if fault := ends_too_early(window):
            yield FieldError(f"[{index}].end", fault)
    yield from overlap_errors(windows)


def overlap_errors(windows: Sequence[Window]) -> Iterator[FieldError]:
    """The windows of a day that begin inside another one. Fields go on after the day's name: `[0].start`."""
    covered_to = 0
    for index, window in sorted(enumerate(windows), key=lambda numbered: numbered[1]):
        if window.start < covered_to:
            yield FieldError(f"[{index}].start", "must not lie inside another window of the day")
        covered_to = max(covered_to, window.end)


def ends_too_early(window: Window) -> str | None:
    """What is wrong with the end of a window, whatever the slots."""
    if window.end > window.start:
        return None
    hint = ". A day ends at 24:00; split a window at midnight" if window.end < window.start else ""
    return f"must be later than the start, {clock_text(window.start)}{hint}"


def too_many_windows(count: int) -> str | None:
    """What is wrong with the number of windows of a day."""
    return f"must have at most {MAX_WINDOWS_PER_DAY} windows" if count > MAX_WINDOWS_PER_DAY else None


def _grid_errors(windows: Sequence[Window], slot_minutes: int) -> Iterator[FieldError]:
    for index, window in enumerate(windows):
        for edge, minute in (("start", window.start), ("end", window.end)):
            if minute % slot_minutes:
                message = f"must be a multiple of the provider's slotMinutes ({slot_minutes}) after midnight"
                yield FieldError(f"[{index}].{edge}", message)


MAX_SLOTS = 40  # an appointment's claims, old and new, must fit one transaction of 100 items

MAX_LENGTH = timedelta(hours=24)

HORIZON = timedelta(days=730)


def offered(
    schedule: WeeklySchedule, tz: ZoneInfo, day: date, *, slot_minutes: int, step: timedelta, length: timedelta
) -> list[Interval]:
    """What the schedule alone offers on a date of the zone, in order: neither the clock nor claims are asked.

    In each contiguous piece of each window, the starts are counted from the piece's start in steps; the whole
    interval must lie in working time, which may run on into touching windows, also across midnight.
    """
    # Three dates hold 24 hours from any start on the first, also where a zone skips a date.
    working = schedule.working_time(tz, day, day + timedelta(days=2))
    found = []
    for piece in schedule.pieces(tz, day):
        start = next_boundary(piece.start, slot_minutes)
        while start < piece.end:
            end = start + length
            if any(stretch.start <= start and end <= stretch.end for stretch in working):
                found.append(Interval(start, end))
            start += step
    return found


def bookable_at(now: datetime, intervals: Iterable[Interval]) -> list[Interval]:
    """Those that may be booked now, in their order."""
    return [interval for interval in intervals if is_bookable_at(now, interval.start)]


def is_bookable_at(now: datetime, start: datetime) -> bool:
    """Starts after now and at most 730 days ahead."""
    return now < start <= now + HORIZON
