"""Limits: a row of tickets, each claimed by one appointment."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import count

import pytest

from booking.providers.schedule import day_number
from booking.rules.limits import Limit, dates_to_count
from booking.rules.reasons import Reason

DAY = Limit(Reason.LIMIT_DAY, 3)
WEEK = Limit(Reason.LIMIT_WEEK, 3)
MONDAY = day_number(date(2027, 3, 1))


def test_while_nothing_stands_all_tickets_are_free() -> None:
    assert DAY.free_numbers((), {}) == [1, 2, 3]


def test_a_ticket_that_is_held_is_not_free() -> None:
    assert DAY.free_numbers({"a"}, {2: "a"}) == [1, 3]


def test_an_appointment_without_a_ticket_takes_the_place_of_one() -> None:
    assert DAY.free_numbers({"old"}, {}) == [1, 2]


def test_the_ticket_of_a_larger_limit_counts_too() -> None:
    assert DAY.free_numbers({"a", "b"}, {7: "a", 1: "b"}) == [2]


def test_as_many_as_the_limit_leave_none() -> None:
    assert DAY.free_numbers({"a", "b", "old"}, {1: "a", 2: "b"}) == []


def test_more_than_the_limit_leave_none() -> None:
    assert DAY.free_numbers({"a", "b", "c", "d"}, {1: "a"}) == []


def test_a_week_begins_on_monday_and_goes_on_across_the_end_of_a_year() -> None:
    friday = day_number(date(2027, 1, 1))  # in week 53 of 2026
    assert [*WEEK.period(friday)] == [*range(day_number(date(2026, 12, 28)), day_number(date(2027, 1, 4)))]


@pytest.mark.parametrize("day", range(MONDAY, MONDAY + 7))
def test_the_dates_of_a_week_are_counted_together(day: int) -> None:
    assert WEEK.period(day) == range(MONDAY, MONDAY + 7)
    assert DAY.period(day) == range(day, day + 1)


def test_the_dates_to_count_are_whole_weeks_if_weeks_are_limited() -> None:
    days = range(MONDAY + 2, MONDAY + 9)
    assert dates_to_count([DAY], days) == days
    assert dates_to_count([DAY, WEEK], days) == range(MONDAY, MONDAY + 14)
    assert dates_to_count([], days) == days


def test_the_limit_of_a_service_counts_its_own_appointments_only() -> None:
    of_service = Limit(Reason.LIMIT_DAY, 3, "cut")
    assert [of_service.counts(service_id) for service_id in ("cut", "shave", None)] == [True, False, False]
    assert [DAY.counts(service_id) for service_id in ("cut", None)] == [True, True]


# --- histories ---------------------------------------------------------------------------------------------------

type Rule = Callable[[Limit, set[str], dict[int, str]], list[int]]


@dataclass
class Booking:
    """A booking on its way. It reads the rules, then the tickets and the claims in any order, then it writes."""

    name: str
    version: int
    limit: int | None
    steps: list[str]
    standing: set[str] = field(default_factory=set)
    held: dict[int, str] = field(default_factory=dict)


@dataclass
class Day:
    """One date of a provider. `version` changes with the limit, and each write checks it."""

    choose: random.Random
    rule: Rule
    limit: int | None = None
    version: int = 0
    standing: dict[str, int | None] = field(default_factory=dict)
    """Each appointment that stands, with its ticket."""
    waiting: list[Booking] = field(default_factory=list)
    names: Iterator[int] = field(default_factory=count)

    def step(self) -> None:
        act = self.choose.choice((self.change_limit, self.cancel, self.begin, self.begin, *[self.go_on] * 6))
        act()

    def change_limit(self) -> None:
        self.limit, self.version = self.choose.choice((None, 1, 2, 3, 5)), self.version + 1

    def cancel(self) -> None:
        if self.standing:
            del self.standing[self.choose.choice([*self.standing])]

    def begin(self) -> None:
        steps = self.choose.sample(["tickets", "claims"], 2)
        self.waiting.append(Booking(f"a-{next(self.names)}", self.version, self.limit, steps))

    def go_on(self) -> None:
        if not self.waiting:
            return
        booking = self.choose.choice(self.waiting)
        if not booking.steps:
            self.waiting.remove(booking)
            self.write(booking)
        elif booking.steps.pop() == "tickets":
            booking.held = {number: name for name, number in self.standing.items() if number}
        else:
            booking.standing = {*self.standing}

    def write(self, booking: Booking) -> None:
        """One transaction: the rules as read, and the ticket if nobody has it."""
        if booking.version != self.version:
            return
        if booking.limit is None:
            self.standing[booking.name] = None
            return
        free = self.rule(Limit(Reason.LIMIT_DAY, booking.limit), booking.standing, booking.held)
        number = self.choose.choice(free) if free else None
        if number is None or number in self.standing.values():
            return
        self.standing[booking.name] = number
        if len(self.standing) > booking.limit:
            raise Exceeded


class Exceeded(AssertionError):
    pass


def exceeds(seed: int, rule: Rule) -> bool:
    """Whether a booking was accepted in this history though the limit was reached."""
    day = Day(random.Random(seed), rule)
    try:
        for _ in range(80):
            day.step()
    except Exceeded:
        return True
    return False


def plainer(limit: Limit, standing: set[str], held: dict[int, str]) -> list[int]:
    """The numbers up to the limit, less as many as stand without a ticket."""
    without = len(standing - {*held.values()})
    return [number for number in range(1, limit.most - without + 1) if number not in held]


def test_no_history_of_bookings_exceeds_a_limit_however_torn_the_readings_are(case_seed: int) -> None:
    assert not any(exceeds(seed, Limit.free_numbers) for seed in range(case_seed * 300, (case_seed + 1) * 300))


def test_with_the_plainer_rule_some_do() -> None:
    assert any(exceeds(seed, plainer) for seed in range(300))
