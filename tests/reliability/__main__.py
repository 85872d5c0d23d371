"""`python -m tests.reliability [--seconds N]`: every proof, one after the other, and how each ended.

The time is shared out; taking the safeguards away has no time of its own and runs to its end.
"""

import argparse
import subprocess
import sys
import time
from dataclasses import dataclass

from local.paths import ROOT


@dataclass(frozen=True, slots=True)
class Part:
    """`share` of the time; the arguments may name {seconds} and {scale}, which is 1 for the usual 12 minutes."""

    what: str
    arguments: tuple[str, ...]
    share: float = 0.0


USUAL_SECONDS = 720.0

PARTS = (
    Part(
        "random histories, checked for linearizability",
        ("tests.reliability.prove", "--seconds", "{seconds}", "--operations", "{operations}"),
        0.4,
    ),
    Part("faults at every boundary", ("tests.reliability.faults", "--seconds", "{seconds}"), 0.2),
    Part("bad input", ("tests.fuzz", "--seconds", "{seconds}"), 0.15),
    Part("contention", ("tests.reliability.contention", "--seeds", "{seeds}")),
    Part("safeguards taken away", ("tests.reliability.sabotage",)),
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.reliability", description=__doc__)
    parser.add_argument("--seconds", type=float, default=USUAL_SECONDS, help="about how long (%(default)s)")
    seconds = parser.parse_args().seconds
    scale = seconds / USUAL_SECONDS
    failed = []
    for number, part in enumerate(PARTS, 1):
        _say(f"=== {number} of {len(PARTS)}: {part.what} ===")
        numbers = {
            "seconds": f"{seconds * part.share:.0f}",
            "operations": f"{max(500, round(10_000 * scale))}",
            "seeds": f"{max(1, round(scale))}",
        }
        started = time.monotonic()
        command = [sys.executable, "-m", *(argument.format(**numbers) for argument in part.arguments)]
        status = subprocess.run(command, cwd=ROOT, check=False).returncode
        _say(f"=== {part.what}: {'held' if status == 0 else 'BROKEN'}, {time.monotonic() - started:.0f} s ===\n")
        failed += [part.what] if status else []
    _say(f"{len(PARTS) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
