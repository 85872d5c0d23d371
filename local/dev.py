"""`make dev`: builds, starts, deploys, seeds, tells where everything is, and follows the stack until it is stopped."""

import os
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Never

from botocore.exceptions import BotoCoreError, ClientError

from local.build import BuildFailed, build, is_built
from local.bus import BusTap
from local.console import say, step
from local.emulator import Emulator, isolate_from_aws
from local.function_logs import FunctionLogs
from local.http_api import UnknownBody
from local.live_code import LiveCode
from local.paths import shown
from local.ports import PortTaken, check_port, free_port_after
from local.run_files import RunFiles, run_files
from local.sam_local import sam_local_template
from local.seeding import sample_store, seed
from local.settings import Settings, settings_from
from local.stack import Stack, deploy
from local.stack_file import published
from local.summary import summary

ANSWER_SECONDS = 30.0
LOOK_SECONDS = 0.5
"""Between two looks at the events, the logs and the sources."""


class ApiBroken(RuntimeError):
    """The API is deployed but does not answer as it should."""


def run(settings: Settings) -> Never:
    """Run until StopRequested is raised. Everything that it started has ended when it returns."""
    port = check_port(settings.port, settings.host)
    isolate_from_aws(settings.host)
    with ExitStack() as ended_in_reverse:
        files = ended_in_reverse.enter_context(run_files(port))
        if not is_built():
            with step("Building the template (the first time about a minute)"):
                build()
        started = time.monotonic()
        with step("Starting the emulator"):
            emulator = ended_in_reverse.enter_context(_emulator(settings, port, files))
        with step("Deploying the stack"):
            stack = deploy(emulator, {"CorsAllowedOrigins": settings.cors_origins})
            tap = BusTap(stack).attach()
            code = LiveCode(stack, files.state / "edited-code" if settings.persist else None)
            logs = FunctionLogs(stack, files, code.replacements)
            _ask_for_an_answer(stack, files)
        if settings.seed:
            with step("Seeding a small business"):
                seed(sample_store(stack.table_name, emulator.client("dynamodb")))
        ended_in_reverse.enter_context(sam_local_template(stack, files.sam_local))
        stack.issuer.save(files.issuer)
        ended_in_reverse.callback(files.issuer.unlink, missing_ok=True)
        ended_in_reverse.enter_context(published(stack, files.stack))
        say(summary(stack, files, settings, time.monotonic() - started))
        while True:
            emulator.check_running(seconds=LOOK_SECONDS)
            for event in tap.receive(wait_seconds=0):
                say(f"event   {event}")
            for label, text in logs.news():
                say(f"{label:<8}" + text.replace("\n", "\n        "))
            for news in code.look():
                say(news)


def main() -> int:
    """Exit status 1, after a message, when it could not run. StopRequested passes through."""
    settings = settings_from(os.environ)
    try:
        run(settings)
    except PortTaken as taken:
        free = free_port_after(taken.port, settings.host)
        say(f"Port {taken.port} is taken. Choose another: make dev PORT={free}")
    except (RuntimeError, UnknownBody, BotoCoreError, ClientError) as failure:
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
def _emulator(settings: Settings, port: int, files: RunFiles) -> Iterator[Emulator]:
    state = files.state if settings.persist else None
    with Emulator(port=port, host=settings.host, state=state, log=files.emulator_log) as emulator:
        try:
            yield emulator
        finally:
            if emulator.is_running():
                say("\nStopping ..." + (f" saving the data in {shown(state)}" if state else ""))


def _ask_for_an_answer(stack: Stack, files: RunFiles) -> None:
    """One request through the gateway to a function that needs no data; it also starts that function's worker."""
    try:
        with urllib.request.urlopen(f"{stack.api_url}/openapi.json", timeout=ANSWER_SECONDS):  # noqa: S310  # http
            return
    except OSError as error:
        answer = error.read(500).decode(errors="replace") if isinstance(error, urllib.error.HTTPError) else ""
        log = shown(files.emulator_log)
        raise ApiBroken(f"GET {stack.api_url}/openapi.json: {error} {answer}; see {log}") from error
