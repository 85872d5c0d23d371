"""The engine against the rules by their definition: the same starts offered, and the same reasons against the others.

`make unit` takes some transitions. A seed takes all transitions of a share of the zones: 30 seeds take all.
"""

import random
from datetime import datetime, timedelta

import pytest

from booking.providers.schedule import date_of
from booking.rules.reasons import Reason
from booking.time.grid import start_of
from tests.unit.rules.cases import MINUTE, ZONES, Case, around_transitions, case_at, transitions

pytestmark = pytest.mark.no_cover  # tracing would double the seconds

SHARES = 30
WITH_TRANSITIONS = 70
"""How many zones `make unit` takes; about a third of them change their offset."""


def test_a_start_is_offered_if_and_only_if_it_has_no_reasons_at_some_transitions() -> None:
    choose = random.Random("some")
    for timezone in choose.sample(ZONES, WITH_TRANSITIONS):
        for day in choose.sample(transitions(timezone), min(3, len(transitions(timezone)))):
            agree(case_at(timezone, day, choose), choose)


@pytest.mark.slow
def test_a_start_is_offered_if_and_only_if_it_has_no_reasons(case_seed: int) -> None:
    choose = random.Random(case_seed)
    zones = ZONES[case_seed % SHARES :: SHARES]
    offered = [agree(case, choose) for case in around_transitions(zones, choose)]
    assert sum(offered) > 5 * len(offered)


def agree(case: Case, choose: random.Random) -> int:
    """The number of starts that are offered."""
    engine, naive = case.engine, case.naive
    starts = [start for day in case.days for start in naive.starts_on(date_of(day))]
    expected = {start: naive.reasons(start) for start in starts}
    offered = [start_of(slot, case.slot) for slot in engine.openings(case.claims, case.full)]
    assert offered == [start for start, reasons in expected.items() if not reasons], case
    near = {slot for slot in case.claims if slot in engine.slots}
    assert [start_of(slot, case.slot) for slot in engine.openings(near, case.full)] == offered, case
    ignored = {*choose.sample([*Reason], choose.randint(1, len(Reason)))}
    despite = [start_of(slot, case.slot) for slot in engine.openings(case.claims, case.full, despite=ignored)]
    assert despite == [start for start, reasons in expected.items() if ignored.issuperset(reasons)], (case, ignored)
    for start in starts:
        assert engine.reasons(start, case.claims, case.full) == expected[start], (case, start)
    for start in inside_slots(starts, case, choose):
        assert engine.reasons(start, case.claims, case.full) == naive.reasons(start), (case, start)
    for start in choose.sample(starts, min(3, len(starts))):
        own = naive.own_slots(start)
        end = own[-1] + naive.slot
        assert engine.interval_at(start) == (start, end), (case, start)
        assert engine.claimed_at(start) == (start - naive.visit.before, end + naive.visit.after), (case, start)
    slots = engine.openings(case.claims, case.full)
    ends = [engine.interval_at(start).end for start in offered]
    assert [start_of(slot, case.slot) for slot in engine.ends(slots)] == ends, case
    return len(offered)


def inside_slots(starts: list[datetime], case: Case, choose: random.Random) -> list[datetime]:
    """A few starts that are no beginnings of slots. One is in the slot of the present, if that is asked for."""
    slot = case.slot * MINUTE
    near_now = [start for start in starts if start <= case.now < start + slot]
    wanted = [*choose.sample(starts, min(3, len(starts))), *near_now * 2]
    return [start + choose.uniform(0.01, 0.99) * slot + timedelta(microseconds=1) for start in wanted]
