"""Random rulebooks, claims and limits around the changes of every zone's offset in the next ten years."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from typing import Literal

from booking.calls.change import Change
from booking.calls.record import Record
from booking.providers.provider import Provider, ProviderState
from booking.providers.rules import Rules
from booking.providers.schedule import WEEKDAYS, WeeklySchedule, Window, date_of, day_number
from booking.rules.offer import Offer
from booking.rules.reasons import Reason
from booking.rules.rulebook import Rulebook, Visit
from booking.services.offering import WHOLE_DAY, Offering, OfferingChange
from booking.time.grid import SLOT_MINUTES, slot_at, start_of
from booking.time.intervals import Interval
from booking.time.zones import fitting_slot_minutes, offset_spans, zone, zone_names
from tests.examples import new_provider, origin
from tests.unit.rules import brute_force
from tests.unit.rules.brute_force import BruteForce

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
ZONES = sorted(zone_names())
PRESENT = datetime(2027, 1, 1, tzinfo=UTC)
TEN_YEARS = 3650 * DAY
MOST_SLOTS = 40
PROVIDER = new_provider()
RECORD = Record.new(Change(OfferingChange.CHANGED, origin()))


@dataclass(frozen=True)
class Case:
    """Dates are days since the epoch, and claims are slots. `moved`: the visit of an appointment to be moved."""

    book: Rulebook
    days: range
    now: datetime
    claims: set[int]
    full: dict[Reason, set[int]]
    moved: Visit | None

    @property
    def slot(self) -> int:
        return self.book.provider.slot_minutes

    @property
    def engine(self) -> Offer:
        return Offer(self.book, self.days, self.now, self.moved)

    @property
    def naive(self) -> BruteForce:
        claimed = {start_of(slot, self.slot) for slot in self.claims}
        full = {reason: {date_of(day) for day in days} for reason, days in self.full.items()}
        return BruteForce(self.book, self.now, claimed, full, self._moved_on_instants)

    @property
    def _moved_on_instants(self) -> brute_force.Visit | None:
        if self.moved is None:
            return None
        (length, before, after), slot = self.moved, self.slot * MINUTE
        return brute_force.Visit(None if length is None else length * slot, before * slot, after * slot)


def case_at(timezone: str, day: date, choose: random.Random) -> Case:
    """A random case of a few dates from `day` on."""
    is_whole_day = 60 in fitting(timezone) and choose.random() < 0.15
    # Some have slots that do not fit the zone, as after a change of its rules: a window may begin inside a slot.
    slots = fitting(timezone) if choose.random() < 0.8 else SLOT_MINUTES
    slot = 60 if is_whole_day else choose.choice(slots)
    windows = random_whole_dates if is_whole_day else random_windows
    days = range(day_number(day), day_number(day) + choose.choice((1, 1, 2, 3)))
    provider = random_provider(choose, timezone, slot)
    provider = replace(provider, schedule=WeeklySchedule.of({name: windows(choose, slot) for name in WEEKDAYS}))
    around = range(days.start - 1, days.stop + 3)
    overrides = {number: tuple(windows(choose, slot)) for number in around if choose.random() < 0.2}
    midnight = datetime.combine(day, time.min, UTC)
    offering = random_offering(choose, slot, is_whole_day=is_whole_day)
    book = Rulebook(provider, offering, random_time_off(choose, midnight), overrides)
    claimable = range(slot_at(midnight - 2 * DAY, slot), slot_at(midnight + 6 * DAY, slot))
    return Case(
        book,
        days,
        random_now(choose, midnight, book),
        {*choose.sample(claimable, int(len(claimable) * choose.choice((0, 0, 0.01, 0.05, 0.3))))},
        {limit: {n for n in around if choose.random() < 0.2} for limit in (Reason.LIMIT_DAY, Reason.LIMIT_WEEK)},
        random_visit(choose, is_whole_day=is_whole_day) if choose.random() < 0.2 else None,
    )


@cache
def fitting(timezone: str) -> tuple[int, ...]:
    return fitting_slot_minutes(zone(timezone), PRESENT, SLOT_MINUTES)


@cache
def transitions(timezone: str) -> tuple[date, ...]:
    """The dates in UTC on which the zone's offset changes."""
    spans = offset_spans(zone(timezone), PRESENT, PRESENT + TEN_YEARS)
    return tuple(interval.start.date() for interval, _ in spans[1:])


def around_transitions(timezones: list[str], choose: random.Random) -> Iterator[Case]:
    """One for each transition, and one on any date for each zone."""
    for timezone in timezones:
        for day in (PRESENT.date() + choose.randrange(3650) * DAY, *transitions(timezone)):
            yield case_at(timezone, day - choose.choice((0, 0, 1, 2)) * DAY, choose)


def random_provider(choose: random.Random, timezone: str, slot: int) -> Provider:
    return replace(
        PROVIDER,
        timezone=timezone,
        slot_minutes=slot,
        appointment_duration=slot * random_length(choose),
        state=ProviderState.INACTIVE if choose.random() < 0.03 else ProviderState.ACTIVE,
        rules=random_rules(choose, slot),
    )


def random_offering(choose: random.Random, slot: int, *, is_whole_day: bool) -> Offering | None:
    if not is_whole_day and choose.random() < 0.4:
        return None
    duration: int | Literal["day"] = WHOLE_DAY if is_whole_day else slot * random_length(choose)
    rules, is_active = random_rules(choose, slot), choose.random() > 0.03
    return Offering("service", RECORD, PROVIDER.id, "Service", None, duration, rules, is_active)


def random_rules(choose: random.Random, slot: int) -> Rules:
    """Each is set in a part of the cases. Notice and horizon are short, because dates are judged by them."""

    def perhaps(*values: int) -> int | None:
        return choose.choice(values) if choose.random() < 0.3 else None

    return Rules(
        buffer_before=perhaps(0, slot, 2 * slot, 6 * slot),
        buffer_after=perhaps(0, slot, 3 * slot, 7 * slot),
        slot_interval=perhaps(slot, 2 * slot, 3 * slot, 5 * slot, 24 * 60),
        min_notice_minutes=perhaps(0, 1, 45, 60, 90, 24 * 60, 50 * 60),
        min_notice_days=perhaps(0, 1, 1, 2, 3),
        max_advance_days=perhaps(1, 1, 2, 3, 30, 730),
    )


def random_length(choose: random.Random) -> int:
    return choose.choice((1, 2, 3, choose.randint(1, 12), 26))


def random_visit(choose: random.Random, *, is_whole_day: bool) -> Visit:
    length = None if is_whole_day else random_length(choose)
    return Visit(length, *(choose.choice((0, 0, 1, 4)) for _ in "12"))


def random_now(choose: random.Random, midnight: datetime, book: Rulebook) -> datetime:
    """Half of them where no clock is in the way; the others near the dates, or near the horizon."""
    horizon = book.rules.max_advance_days
    days = choose.choice((0, 0, 1, 2, 730 if horizon is None else horizon))
    if horizon is None and choose.random() < 0.5:
        days = 40
    seconds = choose.choice((0, choose.randrange(86_400), choose.uniform(0, 86_400)))
    return midnight - days * DAY + timedelta(seconds=seconds - 40_000)


def random_time_off(choose: random.Random, midnight: datetime) -> list[Interval]:
    """None, or some that may overlap. Their edges need not be those of slots."""
    edges = [
        midnight + timedelta(minutes=choose.randrange(-1440, 4 * 1440)) for _ in range(choose.choice((0, 0, 1, 4)))
    ]
    return [Interval(at, at + choose.choice((1, 10, 30, 300, 1440, 1500)) * MINUTE) for at in edges]


def random_windows(choose: random.Random, slot: int) -> list[Window]:
    """From none to many, most of them touching, some to 24:00."""
    cuts = sorted({0, 24 * 60, *choose.sample(range(0, 24 * 60, slot), choose.choice((0, 0, 1, 3, 8)))})
    openness = choose.choice((0, 0.5, 0.9, 1, 1))
    return [Window(start, end) for start, end in pairwise(cuts) if choose.random() < openness]


def random_whole_dates(choose: random.Random, slot: int) -> list[Window]:
    """Mostly windows that cover the whole date, in one or in several pieces."""
    cuts = sorted({0, 24 * 60, *choose.sample(range(0, 24 * 60, slot), choose.choice((0, 0, 3)))})
    closed = choose.choice((None, None, None, choose.randrange(len(cuts))))
    return [Window(start, end) for n, (start, end) in enumerate(pairwise(cuts)) if n != closed]
