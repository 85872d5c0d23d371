"""Removes every safeguard of the service in turn. A test must notice each removal.

A separate process removes each safeguard, by an override of a seam of the product. If no test notices, a test is
missing.
"""

import os
import subprocess
import sys

from local.paths import ROOT
from tests.proofs.plugin import WITH_PLUGIN
from tests.proofs.sabotage import plugin as sabotage_plugin
from tests.proofs.sabotage.safeguards import SAFEGUARDS, Safeguard
from tests.proofs.status import BROKEN, HELD, CouldNotRun, say, status_of

SECONDS = 120.0
"""A test that takes longer waits for something that cannot come any more, and so has noticed."""


def first_to_notice(safeguard: Safeguard) -> str | None:
    """The test that fails without the safeguard, or None when none does. Raises CouldNotRun."""
    try:
        ended = _run(safeguard)
    except subprocess.TimeoutExpired:
        return f"a test that never ends, of {', '.join(safeguard.witnesses)}"
    failures = [line.split()[1] for line in ended.stdout.splitlines() if line.startswith(("FAILED ", "ERROR "))]
    if ended.returncode not in (HELD, BROKEN) or (ended.returncode and not failures):
        raise CouldNotRun(f"pytest ended with status {ended.returncode}:\n{ended.stdout}{ended.stderr}")
    return failures[0] if failures else None


def _run(safeguard: Safeguard) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-x", "-q", "--no-header", "--tb=no", "-p", "no:cacheprovider"),
            *("-W", "ignore", "-p", sabotage_plugin.__name__, *WITH_PLUGIN, *safeguard.witnesses),
        ],
        cwd=ROOT,
        env={**os.environ, sabotage_plugin.WITHOUT: safeguard.guard},
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )


def main() -> int:
    """Take every safeguard away in turn; 1 when the removal of one goes unnoticed, 2 when that could not be tried."""
    return status_of(_prove)


def _prove(unnoticed: list[str]) -> None:
    for safeguard in SAFEGUARDS:
        witness = first_to_notice(safeguard)
        say(f"without: {safeguard.guard:<55} {witness or 'NOTHING NOTICED'}")
        unnoticed += [] if witness else [safeguard.guard]
    say(f"{len(SAFEGUARDS)} safeguards taken away, {len(unnoticed)} unnoticed")


if __name__ == "__main__":
    sys.exit(main())
