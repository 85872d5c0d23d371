"""`make dev`: builds, starts, deploys, tells where everything is, and shows the events until it is stopped."""

import os
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime

from local.build import BuildFailed, build, is_built
from local.bus import BusTap
from local.emulator import Emulator, EmulatorFailed, isolate_from_aws
from local.http_api import UnknownBody
from local.paths import EMULATOR_LOG, ROOT, STATE
from local.ports import PortTaken, check_port
from local.sam_local import sam_local_template
from local.stack import Stack, deploy
from local.stack_file import published, remove_stale
from local.walkthrough import walkthrough

DEFAULT_PORT = 4566
HIGHEST_PORT = 65535
ANSWER_SECONDS = 30.0


class ApiBroken(RuntimeError):
    """The API is deployed but does not answer as it should."""


def say(text: str = "") -> None:
    """Print at once, also into a pipe."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def port_from(text: str) -> int:
    """The port that PORT names; raises SystemExit with a message for anything else. 0 is any free port."""
    if not text:
        return DEFAULT_PORT
    if not text.isdecimal() or int(text) > HIGHEST_PORT:
        sys.exit(f"PORT must be a number up to {HIGHEST_PORT}, not {text!r}")
    return int(text)


def run(port: int, *, persist: bool, cors_origins: str = "") -> None:
    """Run until StopRequested is raised in it; whatever it began has ended when it is left."""
    port = check_port(port)
    remove_stale()
    if not is_built():
        say("Building the template (the first time about a minute) ...")
        build()
    isolate_from_aws()
    with ExitStack() as ended_in_reverse:
        say("Starting the emulator ...")
        started = time.monotonic()
        emulator = ended_in_reverse.enter_context(_emulator(port, persist=persist))
        say("Deploying the stack ...")
        stack = deploy(emulator, {"CorsAllowedOrigins": cors_origins})
        tap = BusTap(stack).attach()
        _ask_for_an_answer(stack)
        ended_in_reverse.enter_context(sam_local_template(stack))
        ended_in_reverse.enter_context(published(stack))
        say(_summary(stack, time.monotonic() - started, persist=persist))
        while emulator.is_running():
            for event in tap.receive():
                say(f"event  {event}")
        raise EmulatorFailed(f"the emulator ended by itself; its log is {EMULATOR_LOG.relative_to(ROOT)}")


def main() -> int:
    """Exit status 1, after a message, when it could not run. StopRequested passes through."""
    port, persist = port_from(os.environ.get("PORT", "")), os.environ.get("PERSIST", "") not in {"", "0"}
    try:
        run(port, persist=persist, cors_origins=os.environ.get("CORS", ""))
    except PortTaken as taken:
        say(f"Port {taken.port} is taken. Choose another: make dev PORT={taken.port + 1}")
    except (RuntimeError, UnknownBody) as failure:
        say(f"make dev cannot go on: {failure}")
    return 1


def build_only() -> int:
    """`make build`."""
    try:
        say("Built." if build() else "The build is up to date.")
    except BuildFailed as failure:
        say(str(failure))
        return 1
    return 0


@contextmanager
def _emulator(port: int, *, persist: bool) -> Iterator[Emulator]:
    with Emulator(port=port, state=STATE if persist else None, log=EMULATOR_LOG) as emulator:
        try:
            yield emulator
        finally:
            say("\nStopping ..." + (" saving the data in .local/state" if persist else ""))


def _ask_for_an_answer(stack: Stack) -> None:
    """One request through the gateway to a function that needs no data; it also starts that function's worker."""
    try:
        with urllib.request.urlopen(f"{stack.api_url}/openapi.json", timeout=ANSWER_SECONDS):  # noqa: S310  # http
            return
    except OSError as error:
        answer = error.read(500).decode(errors="replace") if isinstance(error, urllib.error.HTTPError) else ""
        log = EMULATOR_LOG.relative_to(ROOT)
        raise ApiBroken(f"GET {stack.api_url}/openapi.json: {error} {answer}; see {log}") from error


def _summary(stack: Stack, seconds: float, *, persist: bool) -> str:
    kept = "kept in .local/state" if persist else "gone at the end (PERSIST=1 keeps it)"
    return f"""
The booking service runs (up in {seconds:.1f} s).

  API           {stack.api_url}
  Docs          {stack.docs_url}
  AWS endpoint  {stack.emulator.endpoint_url}
  Table         {stack.table_name}
  Event bus     {stack.event_bus_name}
  Logs          {EMULATOR_LOG.relative_to(ROOT)}
  Data          {kept}

The main job, to paste into bash:

{walkthrough(stack.api_url, datetime.now(UTC))}

Ctrl-C stops it. Events appear below as they are published:
"""
