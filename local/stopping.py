"""Stop signals as an exception, so that every `with` block on the way out ends what it began."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequested(BaseException):
    """Someone asked us to stop. Not an Exception: no handler on the way may take it for a failure."""

    def __init__(self, number: int) -> None:
        super().__init__(f"stopped by {signal.Signals(number).name}")
        self.status = 128 + number
        """The exit status that a shell shows for a program that this signal ended."""


@contextmanager
def stop_signals() -> Iterator[None]:
    """Within the block the first Ctrl-C, SIGTERM or SIGHUP raises StopRequested; later ones are ignored."""

    def stop(stopped_by: int, _frame: FrameType | None) -> None:
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        raise StopRequested(stopped_by)

    before = {number: signal.signal(number, stop) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def stop_postponed() -> Iterator[None]:
    """A stop signal within the block is handled at its end: after a child is started, before it is waited for.

    It does nothing in other threads than the main one: Python handles no signals there.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = {number: signal.signal(number, lambda number, _: came.append(number)) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if came:
            signal.raise_signal(came[0])
