"""`python -m tests.proofs [--seconds N]`: every proof, one after the other, and how each ended.

The time is shared out; taking the safeguards away has no time of its own and runs to its end. The exit status is 0 when
every promise held, 1 when one is broken, and 2 when none is but a proof could not run.
"""

import argparse
import sys
import time
from dataclasses import dataclass

from local.paths import ROOT
from local.process import run_to_end
from local.stopping import StopRequested, stop_signals
from tests.proofs.status import BROKEN, COULD_NOT_RUN, HELD, say


@dataclass(frozen=True, slots=True)
class Part:
    """`share` of the time; the arguments may name {seconds} and {scale}, which is 1 for the usual 12 minutes."""

    what: str
    arguments: tuple[str, ...]
    share: float = 0.0


USUAL_SECONDS = 720.0
WORDS = {HELD: "held", BROKEN: "BROKEN", COULD_NOT_RUN: "COULD NOT RUN"}

PARTS = (
    Part(
        "random histories, checked for linearizability",
        ("tests.proofs.histories", "--seconds", "{seconds}", "--operations", "{operations}"),
        0.4,
    ),
    Part("faults at every boundary", ("tests.proofs.faults", "--seconds", "{seconds}"), 0.2),
    Part("bad input", ("tests.proofs.fuzz", "--seconds", "{seconds}"), 0.15),
    Part("contention", ("tests.proofs.contention", "--seeds", "{seeds}")),
    Part("safeguards taken away", ("tests.proofs.sabotage",)),
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.proofs", description=__doc__)
    parser.add_argument("--seconds", type=float, default=USUAL_SECONDS, help="about how long (%(default)s)")
    seconds = parser.parse_args().seconds
    with stop_signals():
        try:
            return _prove(seconds)
        except StopRequested as stop:
            say(f"{stop}: the proofs did not come to their end")
            return stop.status


def _prove(seconds: float) -> int:
    scale = seconds / USUAL_SECONDS
    ended: dict[int, list[str]] = {HELD: [], BROKEN: [], COULD_NOT_RUN: []}
    for number, part in enumerate(PARTS, 1):
        say(f"=== {number} of {len(PARTS)}: {part.what} ===")
        numbers = {
            "seconds": f"{seconds * part.share:.0f}",
            "operations": f"{max(500, round(10_000 * scale))}",
            "seeds": f"{max(1, round(scale))}",
        }
        started = time.monotonic()
        command = [sys.executable, "-m", *(argument.format(**numbers) for argument in part.arguments)]
        status = run_to_end(command, cwd=ROOT)
        status = status if status in ended else COULD_NOT_RUN  # killed, say
        ended[status].append(part.what)
        say(f"=== {part.what}: {WORDS[status]}, {time.monotonic() - started:.0f} s ===\n")
    for status, parts in ended.items():
        say(f"{len(parts)} {WORDS[status]}" + (f": {', '.join(parts)}" if status and parts else ""))
    return next((status for status in (BROKEN, COULD_NOT_RUN) if ended[status]), HELD)


if __name__ == "__main__":
    sys.exit(main())
