"""Lines in the terminal: at once, also into a pipe, and the time that each step took."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


def say(text: str = "") -> None:
    """Print a line."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@contextmanager
def step(name: str) -> Iterator[None]:
    """One line for the block: its name while it runs, its seconds at the end. Nothing may be printed in between."""
    started = time.monotonic()
    sys.stdout.write(f"{name} ... ")
    sys.stdout.flush()
    try:
        yield
    except BaseException:
        say()
        raise
    say(f"{time.monotonic() - started:.1f} s")
