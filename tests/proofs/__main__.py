"""`python -m tests.proofs [--seconds N]`: every proof, one after the other, and how each ended.

The proofs share the time; only the removal of safeguards ignores it and runs to its end. The exit status is 0 if every
promise held, 1 if one is broken, and 2 if none is broken but a proof could not run. With `--endpoint URL` or `--aws`,
the proofs that need only DynamoDB run on the one there.
"""

import argparse
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass

from local.paths import ROOT
from local.process import run_to_end
from local.stopping import StopRequested, stop_signals
from tests.case_seeds import IN_MAKE_TEST
from tests.proofs.elsewhere import on_aws, on_endpoint
from tests.proofs.plugin import WITH_PLUGIN
from tests.proofs.status import BROKEN, COULD_NOT_RUN, HELD, WORDS, say


@dataclass(frozen=True, slots=True)
class Part:
    """`share` of the time; the arguments may name {seconds} and {scale}, which is 1 for the usual 12 minutes."""

    what: str
    arguments: tuple[str, ...]
    share: float = 0.0


USUAL_SECONDS = 720.0

COMPARISONS = (
    "tests/unit/providers/test_schedule_against_every_minute.py",
    "tests/unit/rules/test_offer_against_brute_force.py",
    "tests/unit/http/test_plain_addresses.py",
)

PARTS = (
    Part(
        "random histories, checked for linearizability",
        ("tests.proofs.histories", "--seconds", "{seconds}", "--operations", "{operations}"),
        0.4,
    ),
    Part("faults at every boundary", ("tests.proofs.faults", "--seconds", "{seconds}"), 0.2),
    Part("bad input", ("tests.proofs.fuzz", "--seconds", "{seconds}"), 0.15),
    Part(
        "openings and addresses, compared with plain ones",
        ("pytest", "-q", *WITH_PLUGIN, "--numprocesses", "2", "--case-seeds", "{case_seeds}", *COMPARISONS),
    ),
    Part("contention", ("tests.proofs.contention", "--seeds", "{seeds}")),
    Part("safeguards taken away", ("tests.proofs.sabotage",)),
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.proofs", description=__doc__)
    parser.add_argument("--seconds", type=float, default=USUAL_SECONDS, help="about how long (%(default)s)")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--endpoint", metavar="URL", help="prove it on the DynamoDB there: another emulator, say")
    where.add_argument(
        "--aws", action="store_true", help="prove it in the account of your AWS credentials; costs money"
    )
    asked = parser.parse_args()
    with stop_signals():
        try:
            if asked.endpoint:
                return on_endpoint(asked.endpoint, asked.seconds, _told)
            if asked.aws:
                return on_aws(asked.seconds, _told)
            return _prove(asked.seconds)
        except StopRequested as stop:
            say(f"{stop}: the proofs did not come to their end")
            return stop.status


def _prove(seconds: float) -> int:
    scale = seconds / USUAL_SECONDS
    ended: dict[str, int] = {}
    for number, part in enumerate(PARTS, 1):
        say(f"=== {number} of {len(PARTS)}: {part.what} ===")
        numbers = {
            "seconds": f"{seconds * part.share:.0f}",
            "operations": f"{max(500, round(10_000 * scale))}",
            "seeds": f"{max(1, round(scale))}",
            "case_seeds": f"{max(IN_MAKE_TEST, round(30 * scale))}",
        }
        started = time.monotonic()
        command = [sys.executable, "-m", *(argument.format(**numbers) for argument in part.arguments)]
        status = run_to_end(command, cwd=ROOT)
        ended[part.what] = status if status in WORDS else COULD_NOT_RUN  # killed, say
        say(f"=== {part.what}: {WORDS[ended[part.what]]}, {time.monotonic() - started:.0f} s ===\n")
    return _told(ended)


def _told(ended: Mapping[str, int]) -> int:
    """Say how many proofs ended in each way; the status of them all."""
    for status, word in WORDS.items():
        parts = [what for what, its_status in ended.items() if its_status == status]
        say(f"{len(parts)} {word}" + (f": {', '.join(parts)}" if status and parts else ""))
    return next((status for status in (BROKEN, COULD_NOT_RUN) if status in ended.values()), HELD)


if __name__ == "__main__":
    sys.exit(main())
