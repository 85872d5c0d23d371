"""How a proof ends: it held, a promise is broken, or it could not run. The exit status says which."""

import sys
from collections.abc import Callable

from local.build import BuildFailed
from local.emulator import EmulatorFailed
from local.ports import PortTaken
from local.stack import DeployFailed

HELD, BROKEN, COULD_NOT_RUN = 0, 1, 2
WORDS = {HELD: "held", BROKEN: "BROKEN", COULD_NOT_RUN: "COULD NOT RUN"}


class CouldNotRun(RuntimeError):
    """The proof could not run, for a reason outside the product."""


OBSTACLES = (CouldNotRun, EmulatorFailed, PortTaken, BuildFailed, DeployFailed)
"""Exceptions that say nothing about the promise. Any other exception from a proof means that it is broken."""


def status_of(proof: Callable[[list[str]], object]) -> int:
    """Run a proof to its end. It adds each violation to the list when it is certain of it.

    A violation counts also when the proof could not go on after it.
    """
    violations: list[str] = []
    try:
        proof(violations)
    except OBSTACLES as obstacle:
        say(f"COULD NOT RUN to its end: {obstacle}")
        for violation in violations:
            say(f"VIOLATION before that: {violation}")
        return BROKEN if violations else COULD_NOT_RUN
    return BROKEN if violations else HELD


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
