"""`python -m tests.proofs.faults --seconds N [--seed N]`: faults at every boundary, for that long.

It tries every fault at every call of every use case once. In between and afterwards it tries random faults on use cases
and on publish_events, until the time is up. It prints the count of each fault, and every violation. The exit status is
1 if there is a violation, and 2 if the proof could not run.
"""

import argparse
import itertools
import logging
import random
import sys
import time
from collections.abc import Iterator

from local.emulator import Emulator, isolate_from_aws
from tests.engine import make_table
from tests.proofs.faults.case import Case
from tests.proofs.faults.cases import CASES
from tests.proofs.faults.plans import TablePlan, Tally, at_random, one, plans
from tests.proofs.faults.world import new_world, no_fault
from tests.proofs.status import say, status_of
from tests.proofs.stream.proof import publish, publish_at_random
from tests.proofs.stream.proof import violations as violations_of
from tests.proofs.stream.records import dated, real_records
from tests.proofs.tables import EmulatedTables, Tables
from tests.soundness import assert_table_is_sound

PROGRESS_SECONDS = 10.0
EACH_PER_STEP = 4
STEPS_PER_AUDIT = 40


def steps(tables: Tables, seed: int) -> Iterator[Tally]:
    """What came out of each step, without end: each fault at each call in any order, and random ones among them.

    publish_events needs the records of a stream, so it is left out where none is read.
    """
    world = new_world(tables)
    engine = tables.engine if isinstance(tables, EmulatedTables) else None
    records = real_records(engine, make_table(engine), providers=2, appointments=2) if engine else []
    waiting: list[tuple[Case, TablePlan]] = []
    for case in CASES:
        (faultless,), wrong = world.play(case, [])
        waiting += [(case, plan) for plan in plans(faultless.operations)]
        yield Tally(1, violations=[f"{case}: {what}" for what in wrong])
    random.Random(seed).shuffle(waiting)
    for number in itertools.count(seed + 1):
        for case, plan in waiting[:EACH_PER_STEP]:
            yield one(world, case, plan)
        del waiting[:EACH_PER_STEP]
        yield at_random(world, number)
        if records:
            run, struck = publish_at_random(records, number)
            yield Tally(1, struck, violations=[f"publish_events, seed {number}: {what}" for what in violations_of(run)])
        if (number - seed) % STEPS_PER_AUDIT == 0:
            assert_table_is_sound(world.table)
            if records:
                published = publish(dated(world.records), no_fault)
                yield Tally(1, violations=[f"published: {what}" for what in violations_of(published)])
            tables.drop(world.table)
            world = new_world(tables)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=60.0)
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args()
    logging.disable(logging.CRITICAL)  # what the functions log of each fault would be all that is seen
    isolate_from_aws()
    return status_of(lambda violations: _prove(chosen, violations))


def _prove(chosen: argparse.Namespace, violations: list[str]) -> None:
    with Emulator(enforce_iam=False) as engine:
        prove(EmulatedTables(engine), chosen.seconds, chosen.seed, violations)


def prove(tables: Tables, seconds: float, seed: int, violations: list[str]) -> None:
    """Each step reads the table at its end, so a violation never comes from an emulator that has stopped."""
    total, began = Tally(violations=violations), time.monotonic()
    shown = began
    for tally in steps(tables, seed):
        total.add(tally)
        now = time.monotonic()
        if now - shown > PROGRESS_SECONDS:
            shown = now
            say(f"  {now - began:4.0f} s  {total.scenarios} scenarios, {len(total.violations)} violations")
        if now - began > seconds:
            break
    report(total, time.monotonic() - began)


def report(total: Tally, seconds: float) -> None:
    say(f"{total.scenarios} scenarios in {seconds:.0f} s, {total.struck.total()} faults injected")
    for name, count in total.struck.most_common():
        say(f"  {count:7} {name}")
    say("answers under faults: " + ", ".join(f"{count} {name}" for name, count in total.outcomes.most_common()))
    say(f"{len(total.violations)} violations")
    for violation in total.violations:
        say(f"  {violation}")


if __name__ == "__main__":
    sys.exit(main())
