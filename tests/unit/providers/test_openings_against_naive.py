"""The engine of openings against the naive search on instants, in random cases: the same starts each time.

A seed is 1,000 cases. `make prove` takes 30 seeds, `make test` fewer: the option --case-seeds.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise

import pytest

from booking.providers.provider import Provider
from booking.providers.schedule import HORIZON, MAX_SLOTS, WEEKDAYS, WeeklySchedule, Window, bookable_starts
from booking.time.grid import SLOT_MINUTES, slot_at, start_of
from booking.time.intervals import Interval, hull
from booking.time.zones import fitting_slot_minutes, offset_spans, zone, zone_names
from tests.case_seeds import EVERY_THIRD_SEED
from tests.examples import new_provider
from tests.unit.providers import naive_openings as naive

pytestmark = [pytest.mark.slow, pytest.mark.no_cover]  # tracing would double the seconds

CASES_OF_A_SEED = 1000
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
ZONES = sorted(zone_names())
PROVIDER = new_provider()
PRESENT = datetime(2027, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Case:
    """`claims`: slots. `length`: None for the provider's own."""

    provider: Provider
    day: date
    now: datetime
    claims: list[int]
    length: timedelta | None

    @property
    def slot(self) -> int:
        return self.provider.slot_minutes

    @property
    def claimed(self) -> set[datetime]:
        return {start_of(slot, self.slot) for slot in self.claims}


def cases(seed: int) -> Iterator[Case]:
    choose = random.Random(seed)
    for _ in range(CASES_OF_A_SEED):
        timezone = choose.choice(ZONES)
        day = random_day(choose, timezone)
        midnight = datetime.combine(day, time.min, UTC)
        # Half of the cases have slots that fit the zone; in the others a piece may begin between two slots.
        slot = choose.choice(choose.choice((fitting(timezone), SLOT_MINUTES)))
        lengths = [slot * choose.choice((1, 2, choose.randint(1, most_slots(slot)), most_slots(slot))) for _ in "12"]
        provider = replace(
            PROVIDER,
            timezone=timezone,
            slot_minutes=slot,
            appointment_duration=lengths[0],
            schedule=WeeklySchedule.of({weekday: random_windows(choose, slot) for weekday in WEEKDAYS}),
        )
        now = midnight + choose.choice((-40 * DAY, -DAY, timedelta(), -HORIZON, DAY - HORIZON))
        now += timedelta(seconds=choose.uniform(-86_400, 86_400)) * choose.choice((0, 1))
        around = range(slot_at(midnight - 2 * DAY, slot), slot_at(midnight + 5 * DAY, slot))
        claims = sorted(choose.sample(around, int(len(around) * choose.choice((0, 0.02, 0.2, 0.6)))))
        yield Case(provider, day, now, claims, choose.choice((None, lengths[1] * MINUTE)))


@cache
def fitting(timezone: str) -> tuple[int, ...]:
    return fitting_slot_minutes(zone(timezone), PRESENT, SLOT_MINUTES)


def most_slots(slot: int) -> int:
    return min(MAX_SLOTS, 24 * 60 // slot)


def random_day(choose: random.Random, timezone: str) -> date:
    """Half of them at a change of the zone's offset, some far from today."""
    first = date(choose.choice((choose.randint(1850, 2200), choose.randint(2027, 2037))), 1, 1)
    if choose.random() < 0.5:
        year = datetime.combine(first, time.min, UTC)
        spans = offset_spans(zone(timezone), year, year + 366 * DAY)
        if len(spans) > 1:
            return choose.choice(spans[1:])[0].start.date() + choose.randint(-1, 1) * DAY
    return first + choose.randrange(365) * DAY


def random_windows(choose: random.Random, slot: int) -> list[Window]:
    """From none to many, most of them touching, some to 24:00."""
    cuts = sorted({0, 24 * 60, *choose.sample(range(0, 24 * 60, slot), choose.choice((0, 1, 3, 8)))})
    openness = choose.choice((0, 0.5, 0.9, 1))
    return [Window(start, end) for start, end in pairwise(cuts) if choose.random() < openness]


def test_a_date_has_the_openings_that_the_naive_search_finds(case_seed: int) -> None:
    found = 0
    for case in cases(case_seed):
        offer = case.provider.offer(case.day, case.day, bookable_starts(case.now, case.slot), case.length)
        expected = naive.openings(case.provider, case.day, case.now, case.claimed, case.length)
        openings = starts(offer.openings(case.claims), case)
        assert openings == [interval.start for interval in expected], case
        found += len(openings)
        bookable = naive.bookable(case.provider, case.day, case.now, case.length)
        assert starts(offer.openings(), case) == [interval.start for interval in bookable], case
        hull_of_offer = [start_of(edge, case.slot) for edge in (offer.slots.start, offer.slots.stop)]
        assert not bookable or hull(bookable) == Interval(*hull_of_offer), case
    assert found > 10 * CASES_OF_A_SEED


@EVERY_THIRD_SEED
def test_a_start_is_offered_where_the_naive_search_finds_it(case_seed: int) -> None:
    for case in cases(case_seed):
        midnight = datetime.combine(case.day, time.min, UTC)
        choose = random.Random(f"{case.day} {case.now}")
        by_start = {found.start: found for found in naive.bookable(case.provider, case.day, case.now, case.length)}
        wanted = choose.sample([*by_start], min(3, len(by_start)))
        wanted += [midnight + choose.randrange(24 * 60) * MINUTE, case.now, midnight + timedelta(microseconds=1)]
        for start in wanted:
            on_its_date = naive.bookable(case.provider, case.provider.day_of(start), case.now, case.length)
            expected = next((found for found in on_its_date if found.start == start), None)
            assert case.provider.offer_at(start, case.now, case.length) == expected, (case, start)


@EVERY_THIRD_SEED
def test_several_dates_at_once_have_the_openings_that_each_has_alone(case_seed: int) -> None:
    """Since 2012. Before, Newfoundland showed the first minute of a date, and the end of the date before once more."""
    for case in [case for case in cases(case_seed) if case.day.year >= 2012][::4]:
        last = case.day + (case.now.second % 4) * DAY
        offer = case.provider.offer(case.day, last, bookable_starts(case.now, case.slot), case.length)
        days = [case.day + n * DAY for n in range((last - case.day).days + 1)]
        one_by_one = [naive.openings(case.provider, day, case.now, case.claimed, case.length) for day in days]
        expected = [interval.start for found in one_by_one for interval in found]
        assert starts(offer.openings(case.claims), case) == expected, case


@EVERY_THIRD_SEED
def test_alternatives_are_those_of_the_naive_search(case_seed: int) -> None:
    for case in [case for case in cases(case_seed) if case.day.year >= 2012][::8]:
        bookable = naive.bookable(case.provider, case.day, case.now, case.length)
        for wanted in bookable[:: max(1, len(bookable) // 2)]:
            for within in (DAY, 3 * DAY):
                expected = naive.alternatives(
                    case.provider, wanted.start, case.now, case.claimed, length=wanted.length, within=within
                )
                found = case.provider.alternatives(wanted.start, case.now, case.claims, wanted.length, within)
                assert found == expected, (case, wanted, within)


def starts(slots: list[int], case: Case) -> list[datetime]:
    return [start_of(slot, case.slot) for slot in slots]
