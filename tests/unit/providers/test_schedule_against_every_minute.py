"""Weekly schedules against a brute force: every minute is asked whether it is open, then the offers follow.

The brute force knows nothing of spans, pieces or transitions: it turns each minute of UTC into wall-clock time.
The years begin with the one in which the tests run: the promise is about the next ten.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booking.providers.schedule import MAX_SLOTS, WEEKDAYS, WeeklySchedule, Window
from booking.time.grid import SLOT_MINUTES
from booking.time.intervals import Interval
from booking.time.zones import fitting_slot_minutes, zone, zone_names
from tests.unit.providers.offering import offered, working_time

pytestmark = [pytest.mark.slow, pytest.mark.no_cover]  # tracing would double the seconds

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_YEAR = datetime.now(UTC).year
YEARS = range(FIRST_YEAR, FIRST_YEAR + 11)
BEGIN, END = datetime(YEARS.start, 1, 1, tzinfo=UTC), datetime(YEARS.stop, 1, 1, tzinfo=UTC)
DAYS = [BEGIN + n * DAY for n in range((END - BEGIN).days + 1)]


class Minute(NamedTuple):
    """One minute of UTC, counted from the epoch, and what the wall clock shows in it."""

    number: int
    day: date
    of_day: int


@dataclass(frozen=True)
class Case:
    """A week in a zone; lengths in minutes."""

    tz: ZoneInfo
    schedule: WeeklySchedule
    slot: int
    step: int
    length: int

    def offered_on(self, day: date) -> list[Interval]:
        step, length = self.step * MINUTE, self.length * MINUTE
        return list(offered(self.schedule, self.tz, day, slot_minutes=self.slot, step=step, length=length))


def minutes_around(tz: ZoneInfo, first: date, last: date) -> list[Minute]:
    """All minutes of the dates and of the 24 hours after them, and some more: no zone is 15 hours from UTC."""
    start = datetime.combine(first, time.min, UTC) - timedelta(hours=15)
    end = datetime.combine(last, time.min, UTC) + DAY + timedelta(hours=15 + 24)
    numbers = range((start - EPOCH) // MINUTE, (end - EPOCH) // MINUTE)
    walls = ((number, datetime.fromtimestamp(number * 60, tz)) for number in numbers)
    return [Minute(number, wall.date(), wall.hour * 60 + wall.minute) for number, wall in walls]


def is_in(minute: Minute, window: Window) -> bool:
    return window.start <= minute.of_day < window.end


def opened(windows: Iterable[Window]) -> set[int]:
    """Each minute of a day that lies in one of its windows."""
    return {of_day for window in windows for of_day in range(window.start, window.end)}


def by_date(minutes: Iterable[Minute]) -> Mapping[date, list[Minute]]:
    dates: dict[date, list[Minute]] = defaultdict(list)
    for minute in minutes:
        dates[minute.day].append(minute)
    return dates


def runs(minutes: Iterable[Minute]) -> Iterator[range]:
    """The numbers of the minutes, cut where the next is not the one right after."""
    numbers = [minute.number for minute in minutes]
    cuts = [n for n in range(1, len(numbers)) if numbers[n] != numbers[n - 1] + 1]
    for first, end in pairwise([0, *cuts, len(numbers)] if numbers else []):
        yield range(numbers[first], numbers[end - 1] + 1)


def on_grid(number: int, slot: int) -> int:
    while number % slot:
        number += 1
    return number


def interval(minutes: range) -> Interval:
    return Interval(EPOCH + minutes.start * MINUTE, EPOCH + minutes.stop * MINUTE)


def expected_offers(case: Case, day: date, of_the_date: list[Minute], is_open: set[int]) -> list[Interval]:
    """By the definition: from the start of each run of a window's minutes, in steps, while everything is open."""
    starts = [
        start
        for window in case.schedule.days[day.weekday()]
        for run in runs(minute for minute in of_the_date if is_in(minute, window))
        for start in range(on_grid(run.start, case.slot), run.stop, case.step)
    ]
    whole = [range(start, start + case.length) for start in sorted(starts)]
    return [interval(appointment) for appointment in whole if is_open.issuperset(appointment)]


def assert_every_minute_agrees(case: Case, first: date, last: date) -> None:
    dates = by_date(minutes_around(case.tz, first, last))
    open_on = [opened(windows) for windows in case.schedule.days]
    open_minutes = [
        minute
        for day, of_the_date in dates.items()
        for minute in of_the_date
        if minute.of_day in open_on[day.weekday()]
    ]
    open_minutes.sort()  # a change of the offset at midnight may show a date twice
    stretches = runs(minute for minute in open_minutes if first <= minute.day <= last)
    assert working_time(case.schedule, case.tz, first, last) == [interval(stretch) for stretch in stretches], case
    is_open = {minute.number for minute in open_minutes}
    for day in (first + n * DAY for n in range((last - first).days + 1)):
        assert case.offered_on(day) == expected_offers(case, day, dates[day], is_open), (case, day)


# --- the transitions ---------------------------------------------------------------------------------------------


def offset_at(tz: ZoneInfo, instant: datetime) -> timedelta | None:
    return instant.astimezone(tz).utcoffset()


def transitions_of(tz: ZoneInfo) -> tuple[datetime, ...]:
    """Every instant (whole minutes) of the years at which the offset becomes another one.

    Looking once a day is enough: test_zones.py shows that no offset lasts less than two days.
    """
    found = []
    offsets = [day.astimezone(tz).utcoffset() for day in DAYS]
    for (before, after), (offset, other) in zip(pairwise(DAYS), pairwise(offsets), strict=True):
        if offset != other:
            low, high = 0, 24 * 60
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset_at(tz, before + middle * MINUTE) == offset else (low, middle)
            found.append(before + high * MINUTE)
            assert high < 24 * 60 or offset_at(tz, after) == other
    return tuple(found)


@cache
def zones_by_rules() -> dict[tuple[object, ...], list[str]]:
    """All IANA names, those together whose offsets are equal throughout the years."""
    groups: dict[tuple[object, ...], list[str]] = {}
    for name in sorted(zone_names()):
        tz = zone(name)
        changes = transitions_of(tz)
        rules = (offset_at(tz, BEGIN), *((change, offset_at(tz, change)) for change in changes))
        groups.setdefault(rules, []).append(name)
    return groups


@cache
def transitions() -> tuple[tuple[str, datetime], ...]:
    """All transitions of all zones; of the zones with equal rules, the first by name."""
    return tuple((names[0], change) for names in zones_by_rules().values() for change in transitions_of(zone(names[0])))


def test_every_zone_is_among_those_whose_transitions_are_enumerated() -> None:
    assert {name for names in zones_by_rules().values() for name in names} == zone_names()


def test_the_enumeration_finds_the_transitions_that_are_known() -> None:
    groups = {name: names[0] for names in zones_by_rules().values() for name in names}
    found = set(transitions())
    for name, of_year in (("Europe/Rome", 2), ("America/New_York", 2), ("Australia/Lord_Howe", 2), ("Asia/Tokyo", 0)):
        assert sum(zone_name == groups[name] for zone_name, _ in found) == of_year * len(YEARS)
    assert len(found) > 500


def test_the_enumeration_gives_the_very_minute_at_which_the_offset_changes() -> None:
    for name, change in transitions():
        assert offset_at(zone(name), change - MINUTE) != offset_at(zone(name), change)


# --- one seeded week around each transition ----------------------------------------------------------------------


def cut_into_windows(cuts: list[int], is_open: list[bool]) -> list[Window]:
    """Neighbouring cuts bound a window each, so that windows touch where two in a row are open."""
    return [Window(start, end) for (start, end), yes in zip(pairwise(cuts), is_open, strict=True) if yes]


def seeded_case(name: str, change: datetime) -> Case:
    """From whole days to many short windows, most of them touching; the same each time."""
    choose = random.Random(f"{name} {change}")
    tz = zone(name)
    slot = choose.choice(fitting_slot_minutes(tz, BEGIN, SLOT_MINUTES))
    longest = min(MAX_SLOTS, 24 * 60 // slot)
    step, length = (slot * choose.choice((1, 3, choose.randint(1, longest), longest)) for _ in range(2))
    openness = choose.choice((0.5, 0.9, 1))
    week = {}
    for weekday in WEEKDAYS:
        inner = choose.sample(range(slot, 24 * 60, slot), choose.choice((0, 1, 3, 8)))
        cuts = [0, *sorted(inner), 24 * 60]
        week[weekday] = cut_into_windows(cuts, [choose.random() < openness for _ in cuts[1:]])
    return Case(tz, WeeklySchedule.of(week), slot, step, choose.choice((step, length)))


@pytest.mark.parametrize("year", YEARS)
def test_offers_agree_with_every_minute_around_each_transition_of(year: int) -> None:
    met = [(name, change) for name, change in transitions() if change.year == year]
    assert len(met) > 40
    for name, change in met:
        case = seeded_case(name, change)
        day = change.astimezone(case.tz).date()
        assert_every_minute_agrees(case, day - DAY, day + DAY)


# --- random weeks, zones and dates -------------------------------------------------------------------------------


@st.composite
def cases(draw: st.DrawFn, tz: ZoneInfo) -> Case:
    slot = draw(st.sampled_from(fitting_slot_minutes(tz, BEGIN, SLOT_MINUTES)))
    lengths = st.integers(1, min(MAX_SLOTS, 24 * 60 // slot)).map(lambda slots: slots * slot)
    week = {}
    for weekday in WEEKDAYS:
        edges = st.integers(0, 24 * 60 // slot).map(lambda n: n * slot) | st.sampled_from((0, 24 * 60))
        cuts = sorted(draw(st.sets(edges, max_size=9)))
        is_open = draw(st.lists(st.booleans(), min_size=max(len(cuts) - 1, 0), max_size=max(len(cuts) - 1, 0)))
        week[weekday] = cut_into_windows(cuts, is_open)
    return Case(tz, WeeklySchedule.of(week), slot, draw(lengths), draw(lengths))


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_offers_agree_with_every_minute_in_any_zone_on_any_date(data: st.DataObject) -> None:
    tz = zone(data.draw(st.sampled_from(sorted(zone_names()))))
    day = data.draw(st.dates(BEGIN.date(), END.date() - DAY))
    assert_every_minute_agrees(data.draw(cases(tz)), day, day)


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_offers_agree_with_every_minute_near_any_transition(data: st.DataObject) -> None:
    name, change = data.draw(st.sampled_from(transitions()))
    tz = zone(name)
    day = change.astimezone(tz).date() + data.draw(st.integers(-1, 1)) * DAY
    assert_every_minute_agrees(data.draw(cases(tz)), day, day)
