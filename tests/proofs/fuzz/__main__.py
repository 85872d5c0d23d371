"""Bad input for a given time: `python -m tests.proofs.fuzz --seconds 120`.

Half of the time is for requests from the OpenAPI document in this process, a quarter for the same over HTTP against the
local stack, and a quarter for broken events. Each round tries other cases; `--seed` repeats them. Ends with status 1 if
anything failed, with 2 if it could not run.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass

from local.build import build
from local.emulator import Emulator, isolate_from_aws
from local.stack import deploy
from tests.proofs.fuzz.gateway import Environ, Gateway, StartResponse
from tests.proofs.fuzz.running import Outcome, report, run, say
from tests.proofs.fuzz.schema import Effort, fuzzed
from tests.proofs.fuzz.world import functions_on
from tests.proofs.plugin import WITH_PLUGIN
from tests.proofs.status import BROKEN, HELD, CouldNotRun, status_of
from tests.soundness import assert_table_is_sound

THOROUGH = Effort(examples=40, walks=40)
AGAIN = Effort(examples=40, walks=40, is_covering=False)
OVER_HTTP = Effort(examples=10, walks=15, zones=4, is_covering=False)
SECONDS_PER_FACTOR = 10.0
"""How long the usual number of broken events takes, about."""


@dataclass(frozen=True)
class _WhileItRuns:
    """An application that does not look for its emulator for as long as a call may take, once that has gone."""

    engine: Emulator
    application: Gateway

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        self.engine.check_running()
        return self.application(environ, start_response)


def in_process(seconds: float, seed: int, violations: list[str]) -> Outcome:
    outcome, began = Outcome(), time.monotonic()
    with Emulator(enforce_iam=False) as engine, functions_on(engine) as world:
        effort = THOROUGH
        while time.monotonic() - began < seconds:
            app = _WhileItRuns(engine, Gateway(world.log))
            run(fuzzed("http://localhost", effort, seed=seed, app=app), outcome)
            _note(outcome, engine, violations)
            seed, effort = seed + 1, AGAIN
            say(f"in this process: {outcome.cases:,} requests, {time.monotonic() - began:.0f} s")
        say(f"the table is sound: {assert_table_is_sound(world.table).items}")
    return outcome


def over_http(seconds: float, seed: int, violations: list[str]) -> Outcome:
    build()
    outcome, began = Outcome(), time.monotonic()
    with Emulator(enforce_iam=True) as emulator:
        stack = deploy(emulator)
        base_url, token = stack.api_url.removesuffix("/api"), stack.issuer.token("admin")
        while time.monotonic() - began < seconds:
            run(fuzzed(base_url, OVER_HTTP, seed=seed, token=token), outcome)
            _note(outcome, emulator, violations)
            seed += 1
            say(f"over HTTP: {outcome.cases:,} requests, {time.monotonic() - began:.0f} s")
    return outcome


def _note(outcome: Outcome, engine: Emulator, violations: list[str]) -> None:
    """What failed is no violation when the emulator has gone meanwhile: that raises EmulatorFailed."""
    engine.check_running()
    violations += [failure for failure in outcome.failures if failure not in violations]


def broken_events(seconds: float, violations: list[str]) -> None:
    """The tests of this folder with more examples, and other ones than in `make test`."""
    factor = max(2, round(seconds / SECONDS_PER_FACTOR))
    say(f"broken events: {factor} times the examples of make test")
    tests = ["test_broken_gateway_events.py", "test_broken_stream_records.py", "test_text_round_trip.py"]
    command = [sys.executable, "-m", "pytest", "-q", *WITH_PLUGIN, *(f"tests/proofs/fuzz/{test}" for test in tests)]
    status = subprocess.run(command, env={**os.environ, "FUZZ_FACTOR": str(factor)}, check=False).returncode
    if status == BROKEN:
        violations.append("broken events: a test failed, see above")
    elif status != HELD:
        raise CouldNotRun(f"pytest ended with status {status}, see above")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.proofs.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=120.0, help="about how long (%(default)s)")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="of the requests (%(default)s)")
    asked = parser.parse_args()
    isolate_from_aws()
    say(f"seed {asked.seed}")
    return status_of(lambda violations: _prove(asked, violations))


def _prove(asked: argparse.Namespace, violations: list[str]) -> None:
    say(report(in_process(asked.seconds / 2, asked.seed, violations)))
    say(report(over_http(asked.seconds / 4, asked.seed, violations)))
    broken_events(asked.seconds / 4, violations)


if __name__ == "__main__":
    sys.exit(main())
