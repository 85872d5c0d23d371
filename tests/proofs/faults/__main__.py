"""`python -m tests.proofs.faults --seconds N [--seed N]`: faults at every boundary, for that long.

Every fault at every call of every use case once, with random faults on use cases and on publish_events among them and
after them, until the time is up. Prints how often each fault struck and every violation; the exit status is 1 if there
is one, 2 if the proof could not run.
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
from tests.proofs.faults.cases import CASES, Case
from tests.proofs.faults.plans import Plan, Tally, at_random, one, plans
from tests.proofs.faults.world import World, no_fault
from tests.proofs.status import say, status_of
from tests.proofs.stream.proof import publish, publish_at_random
from tests.proofs.stream.proof import violations as violations_of
from tests.proofs.stream.records import dated, real_records
from tests.soundness import assert_table_is_sound

PROGRESS_SECONDS = 10.0
EACH_PER_STEP = 4
STEPS_PER_AUDIT = 40


def steps(engine: Emulator, seed: int) -> Iterator[Tally]:
    """What came out of each step, without end: each fault at each call in any order, and random ones among them."""
    world = World(make_table(engine))
    records = real_records(engine, make_table(engine), providers=2, appointments=2)
    waiting: list[tuple[Case, Plan]] = []
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
        run, struck = publish_at_random(records, number)
        yield Tally(1, struck, violations=[f"publish_events, seed {number}: {what}" for what in violations_of(run)])
        if (number - seed) % STEPS_PER_AUDIT == 0:
            assert_table_is_sound(world.table)
            published = publish(dated(world.records), no_fault)
            yield Tally(1, violations=[f"published: {what}" for what in violations_of(published)])
            world = World(make_table(engine))


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=60.0)
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args()
    logging.disable(logging.CRITICAL)  # what the functions log of each fault would be all that is seen
    isolate_from_aws()
    return status_of(lambda violations: _prove(chosen, violations))


def _prove(chosen: argparse.Namespace, violations: list[str]) -> None:
    """Each step asks the emulator at its end: what it finds is not the doing of one that has gone."""
    total, began = Tally(violations=violations), time.monotonic()
    shown = began
    with Emulator(enforce_iam=False) as engine:
        for tally in steps(engine, chosen.seed):
            total.add(tally)
            now = time.monotonic()
            if now - shown > PROGRESS_SECONDS:
                shown = now
                say(f"  {now - began:4.0f} s  {total.scenarios} scenarios, {len(total.violations)} violations")
            if now - began > chosen.seconds:
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
