"""Chooses the attempts that fail: one call after another with every fault, and many at random."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from booking.calls.refusals import Busy
from booking.dynamodb.sending import Answer
from tests.proofs.faults.attempts import Attempt, TableAttempt
from tests.proofs.faults.case import Case
from tests.proofs.faults.cases import CASES
from tests.proofs.faults.kinds import FAULTS, Fault, faults_for
from tests.proofs.faults.world import Run, World

FOREVER = 1_000
_READS = 2
TIMES = (1, _READS, FOREVER)
"""Once; as often as a read is tried; until the time runs out."""


@dataclass(frozen=True)
class Plan[OfOne: Attempt, Given]:
    """Strikes `times` attempts from the one with this number on, as far as they are such that the fault can strike."""

    number: int
    fault: Fault[OfOne, Given]
    times: int
    struck: Counter[str] = field(default_factory=Counter, compare=False)

    def __call__(self, attempt: OfOne) -> Given | None:
        is_due = self.number <= attempt.number < self.number + self.times
        if not is_due or not self.fault.can_strike(attempt.operation):
            return None
        self.struck[self.fault.name] += 1
        return self.fault.strike(attempt)

    def __str__(self) -> str:
        often = "for ever" if self.times == FOREVER else f"{self.times} times"
        return f"attempt {self.number}: {self.fault} {often}"


@dataclass(frozen=True)
class RandomPlan[OfOne: Attempt, Given]:
    """Strikes each attempt with this chance."""

    chance: float
    rng: random.Random
    faults: Sequence[Fault[OfOne, Given]]
    struck: Counter[str] = field(default_factory=Counter, compare=False)

    def __call__(self, attempt: OfOne) -> Given | None:
        if self.rng.random() > self.chance:
            return None
        possible = [f for f in self.faults if f.can_strike(attempt.operation) and not f.is_once]
        fault = self.rng.choice(possible)
        self.struck[fault.name] += 1
        return fault.strike(attempt)


@dataclass
class Tally:
    """Counts of the runs, and their violations."""

    scenarios: int = 0
    struck: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        self.scenarios += other.scenarios
        self.struck += other.struck
        self.outcomes += other.outcomes
        self.violations += other.violations


def _tally(name: str, runs: Sequence[Run], struck: Counter[str], wrong: Sequence[str]) -> Tally:
    outcomes = Counter(type(run.outcome).__name__ for run in runs[:-1])
    return Tally(1, struck, outcomes, [f"{name}: {what}" for what in wrong])


type TablePlan = Plan[TableAttempt, Answer]


def plans(operations: Sequence[str]) -> Iterator[TablePlan]:
    """Every call of a run with these operations x every fault x every number of times."""
    for number, operation in enumerate(operations, 1):
        for fault in faults_for(operation):
            for times in (1,) if fault.is_final else TIMES:
                yield Plan(number, fault, times)


def one(world: World, case: Case, plan: TablePlan) -> Tally:
    """The case under that plan, and again without faults."""
    runs, wrong = world.play(case, [plan])
    return _tally(f"{case}, {plan}", runs, plan.struck, [*wrong, *_impatience(plan, runs[0])])


def one_at_a_time(world: World, case: Case, every: int = 1) -> Tally:
    """Each plan for the case alone; with `every` the kills and each n-th of the other plans.

    `every` must not be a multiple of 3, or all of them would strike the same number of times.
    """
    (faultless,), wrong = world.play(case, [])
    tally = _tally(f"{case}, no fault", [faultless], Counter(), wrong)
    for n, plan in enumerate(plans(faultless.operations), CASES.index(case)):
        if plan.fault.is_final or n % every == 0:
            tally.add(one(world, case, plan))
    return tally


def at_random(world: World, seed: int) -> Tally:
    """One case, up to three processes one after another, each attempt struck with a random chance."""
    rng = random.Random(seed)
    case = rng.choice(CASES)
    struck: Counter[str] = Counter()
    strikes = [RandomPlan(rng.choice((0.2, 0.5, 0.8)), rng, FAULTS, struck) for _ in range(rng.randint(1, 3))]
    runs, wrong = world.play(case, strikes)
    return _tally(f"{case}, seed {seed}", runs, struck, wrong)


def _impatience(plan: TablePlan, run: Run) -> Iterator[str]:
    """Another attempt recovers from a single fault."""
    if plan.times == 1 and isinstance(run.outcome, Busy):
        yield "gave up after a single fault"
