"""Which functions got new code just now. The emulator ends their workers, and with them the requests that run."""

import time
from collections.abc import Callable, Iterable

MOMENT_SECONDS = 3.0
"""Longer than the emulator takes to end a worker (2 s at most) and the terminal takes to look at the logs again."""


class Replacements:
    """When the code of each function was replaced."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._at: dict[str, float] = {}

    def note(self, functions: Iterable[str]) -> None:
        """The code of these functions has been replaced."""
        self._at |= dict.fromkeys(functions, self._clock())

    def is_recent(self, function: str) -> bool:
        """Whether this function's code was replaced just now."""
        return function in self._at and self._clock() - self._at[function] < MOMENT_SECONDS

    def are_recent(self) -> bool:
        """Whether the code of any function was replaced just now."""
        return any(map(self.is_recent, self._at))
