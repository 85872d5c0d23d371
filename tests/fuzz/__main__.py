"""Bad input for as long as is asked: `python -m tests.fuzz --seconds 120`. Ends with status 1 if anything failed.

Half of the time goes to the document's requests in this process, a quarter to the same over HTTP against the local
stack, and a quarter to broken events. Each round tries other cases; `--seed` repeats them.
"""

import argparse
import os
import subprocess
import sys
import time

from local.build import build
from local.emulator import Emulator, isolate_from_aws
from local.stack import deploy
from tests.audit import assert_table_is_sound
from tests.fuzz.gateway import Gateway
from tests.fuzz.running import Outcome, report, run, say
from tests.fuzz.schema import Effort, fuzzed
from tests.fuzz.world import functions_on

THOROUGH = Effort(examples=40, walks=40)
AGAIN = Effort(examples=40, walks=40, is_covering=False)
OVER_HTTP = Effort(examples=10, walks=15, zones=4, is_covering=False)
SECONDS_PER_FACTOR = 10.0
"""How long the usual number of broken events takes, about."""


def in_process(seconds: float, seed: int) -> Outcome:
    outcome, began = Outcome(), time.monotonic()
    with Emulator(enforce_iam=False) as engine, functions_on(engine) as world:
        effort = THOROUGH
        while time.monotonic() - began < seconds:
            run(fuzzed("http://localhost", effort, seed=seed, app=Gateway(world.log)), outcome)
            seed, effort = seed + 1, AGAIN
            say(f"in this process: {outcome.cases:,} requests, {time.monotonic() - began:.0f} s")
        say(f"the table is sound: {assert_table_is_sound(world.table).items}")
    return outcome


def over_http(seconds: float, seed: int) -> Outcome:
    build()
    outcome, began = Outcome(), time.monotonic()
    with Emulator(enforce_iam=True) as emulator:
        base_url = deploy(emulator).api_url.removesuffix("/api")
        while time.monotonic() - began < seconds:
            run(fuzzed(base_url, OVER_HTTP, seed=seed), outcome)
            seed += 1
            say(f"over HTTP: {outcome.cases:,} requests, {time.monotonic() - began:.0f} s")
    return outcome


def broken_events(seconds: float) -> bool:
    """Whether all passed: the tests of this folder with more examples, and other ones than in `make test`."""
    factor = max(2, round(seconds / SECONDS_PER_FACTOR))
    say(f"broken events: {factor} times the examples of make test")
    tests = ["test_broken_gateway_events.py", "test_broken_stream_records.py", "test_text_round_trip.py"]
    command = [sys.executable, "-m", "pytest", "-q", *(f"tests/fuzz/{test}" for test in tests)]
    return subprocess.run(command, env={**os.environ, "FUZZ_FACTOR": str(factor)}, check=False).returncode == 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=120.0, help="about how long (%(default)s)")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="of the requests (%(default)s)")
    asked = parser.parse_args()
    isolate_from_aws()
    say(f"seed {asked.seed}")
    local = in_process(asked.seconds / 2, asked.seed)
    say(report(local))
    http = over_http(asked.seconds / 4, asked.seed)
    say(report(http))
    passed = broken_events(asked.seconds / 4)
    return 0 if passed and not local.failures and not http.failures else 1


if __name__ == "__main__":
    sys.exit(main())
