"""Contention on a simulated table, as Markdown: `python -m tests.proofs.contention [--seeds N]`.

Every row pools the seeds: the latest answer is the latest of all, the rest are means over the seeds.
"""

import argparse
import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from tests.proofs.contention.provider_fences import fenced
from tests.proofs.contention.rush import PRESENT, Design, Rush, run
from tests.proofs.contention.rush_outcome import Answer, Outcome

ONE_SLOT = Rush(clients=50, slots=1)
FORTY_SLOTS = Rush(clients=200, slots=40)
OWN_SLOTS = Rush(clients=200, slots=200)
MANY_PROVIDERS = Rush(clients=1000, slots=1, providers=1000)
FEW_EACH = Rush(clients=3000, slots=3000, providers=1000)

RUSHES = {
    "50 clients, one slot": ONE_SLOT,
    "200 clients, 40 slots of one provider": FORTY_SLOTS,
    "200 clients, 200 slots of one provider": OWN_SLOTS,
    "1,000 providers, one client each": MANY_PROVIDERS,
    "1,000 providers, three clients each": FEW_EACH,
}
BASES = (0.025, 0.05, 0.1, 0.2)
CAPS = (0.2, 0.4, 0.8, 1.6)
FENCES = (1, 4, 8, 16)

type Row = tuple[str, ...]


class PromiseBroken(Exception):
    """A rush gave a slot to two clients, lost a booking, or gave a false answer."""


class Trials:
    """Runs each rush once for every seed; any violation ends everything."""

    def __init__(self, seeds: int) -> None:
        self._seeds = seeds
        self.clients = 0

    def of(self, rush: Rush, design: Design) -> list[Outcome]:
        outcomes = [run(rush, design, seed) for seed in range(self._seeds)]
        self.clients += rush.clients * self._seeds
        for seed, outcome in enumerate(outcomes):
            if violations := outcome.violations():
                raise PromiseBroken(f"{rush}, {design}, seed {seed}: {violations}")
        return outcomes


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Print what contention does to bookings.")
    parser.add_argument("--seeds", type=int, default=2, help="runs of each case")
    trials = Trials(parser.parse_args(arguments).seeds)
    for heading, columns, rows in _tables():
        sys.stderr.write(f"... {heading}\n")
        sys.stdout.write(f"### {heading}\n\n{_markdown(columns, rows(trials))}\n\n")
        sys.stdout.flush()
    sys.stdout.write(f"{trials.clients:,} clients, 0 violations.\n")


def _tables() -> Iterator[tuple[str, Row, Callable[[Trials], Iterator[Row]]]]:
    present = f"base {PRESENT.base:g} s, cap {PRESENT.cap:g} s"
    pair = ("200 clients, 40 slots: last s, p50, retries, 503", "200 clients, 200 slots: last s, p50, retries, 503")
    full = ("winners", "taken", "503", "last answer s", "p50 s", "p99 s", "retries", "conflicts")
    waits = ("base s", "cap s", *pair)
    yield f"The product as it stands ({present})", ("case", *full), _product
    yield f"The provider check on one item, and spread over N ({present})", ("check", *pair), _spread
    yield "The waits, all bookings of a provider checking one item", waits, lambda trials: _sweep(trials, fenced(1))
    yield "The waits, the check spread over 8 items", waits, lambda trials: _sweep(trials, fenced(8))
    yield f"Other ways than spreading it ({present})", ("way", *pair), _alternatives
    yield (
        "A schedule change 0.1 s into the rush",
        ("check", "change answered after s", "its retries", pair[1]),
        _changes,
    )


def _product(trials: Trials) -> Iterator[Row]:
    for name, rush in RUSHES.items():
        yield name, *_full(trials.of(rush, Design()))


def _sweep(trials: Trials, design: Design) -> Iterator[Row]:
    for base in BASES:
        for cap in CAPS:
            yield f"{base:g}", f"{cap:g}", *_pair(trials, replace(design, base=base, cap=cap))


def _spread(trials: Trials) -> Iterator[Row]:
    for fences in FENCES:
        yield f"N = {fences}", *_pair(trials, fenced(fences))
    free = replace(fenced(1), checks_conflict=False)
    yield "the bound: if two ConditionChecks did not conflict", *_pair(trials, free)


def _alternatives(trials: Trials) -> Iterator[Row]:
    one = fenced(1)
    hides, hides_of_8 = (replace(design, tells_all=False) for design in (one, fenced(8)))
    yield "one item", *_pair(trials, one)
    yield "longer first wait (base 0.4 s)", *_pair(trials, replace(one, base=0.4))
    yield "if a conflict hid failed conditions: one item", *_pair(trials, hides)
    yield "the same: 8 items", *_pair(trials, hides_of_8)


def _changes(trials: Trials) -> Iterator[Row]:
    rush = replace(OWN_SLOTS, schedule_change_after=0.1)
    for name, design in {f"N = {n}": fenced(n) for n in FENCES}.items():
        outcomes = trials.of(rush, design)
        changes = [outcome.change for outcome in outcomes if outcome.change]
        late = max(change.seconds for change in changes)
        yield name, f"{late:.2f}", f"{statistics.mean(change.retries for change in changes):.1f}", _short(outcomes)


def _pair(trials: Trials, design: Design) -> Row:
    return _short(trials.of(FORTY_SLOTS, design)), _short(trials.of(OWN_SLOTS, design))


def _short(outcomes: Sequence[Outcome]) -> str:
    seconds = sorted(answer.seconds for answer in _answers(outcomes))
    retries = statistics.mean(outcome.retries for outcome in outcomes)
    return f"{seconds[-1]:.2f}, {_percentile(seconds, 50):.2f}, {retries:.0f}, {_mean(outcomes, 'busy')}"


def _full(outcomes: Sequence[Outcome]) -> Row:
    seconds = sorted(answer.seconds for answer in _answers(outcomes))
    return (
        *(_mean(outcomes, result) for result in ("booked", "taken", "busy")),
        *(f"{value:.2f}" for value in (seconds[-1], _percentile(seconds, 50), _percentile(seconds, 99))),
        f"{statistics.mean(outcome.retries for outcome in outcomes):.0f}",
        f"{statistics.mean(outcome.table.conflicts for outcome in outcomes):.0f}",
    )


def _answers(outcomes: Sequence[Outcome]) -> list[Answer]:
    return [answer for outcome in outcomes for answer in outcome.answers]


def _mean(outcomes: Sequence[Outcome], result: str) -> str:
    return f"{statistics.mean(outcome.count(result) for outcome in outcomes):.4g}"


def _percentile(ordered: Sequence[float], percent: int) -> float:
    """The least value that `percent` of all do not exceed."""
    return ordered[-(-len(ordered) * percent // 100) - 1]


def _markdown(columns: Row, rows: Iterator[Row]) -> str:
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (columns, ("---",) * len(columns), *rows))


if __name__ == "__main__":
    main()
