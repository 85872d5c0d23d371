"""Virtual time: many threads, of which one runs at a time, in the order in which they wake.

Real code that blocks (a use case, a store, a wait before another attempt) runs unchanged. Its sleeps only advance a
virtual clock, and the same seed gives the same run.
"""

import heapq
import itertools
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

_STACK_BYTES = 1024 * 1024  # thousands of clients, none of which calls deeply


class VirtualTime:
    """`now` is in seconds since the start. Only the thread that has the turn may read or sleep."""

    def __init__(self) -> None:
        self.now = 0.0
        self._sleepers: list[tuple[float, int, threading.Lock]] = []
        self._order = itertools.count()
        self._all_done = _taken()

    def sleep(self, seconds: float) -> None:
        """Give the turn to whoever wakes next, and take it up again `seconds` later."""
        turn = self._enqueue(seconds)
        self._hand_over()
        turn.acquire()

    def run[Result](self, tasks: Sequence[Callable[[], Result]]) -> list[Result]:
        """Run all tasks from this instant on, each in a thread of its own. Raises what the first failed task raised."""

        def run(task: Callable[[], Result], turn: threading.Lock) -> Result:
            turn.acquire()
            try:
                return task()
            finally:
                self._hand_over()

        stack = threading.stack_size(_STACK_BYTES)
        try:
            with ThreadPoolExecutor(max_workers=max(1, len(tasks))) as pool:
                futures = [pool.submit(run, task, self._enqueue(0)) for task in tasks]
                self._hand_over()
                self._all_done.acquire()
        finally:
            threading.stack_size(stack)
        return [future.result() for future in futures]

    def _enqueue(self, seconds: float) -> threading.Lock:
        turn = _taken()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._order), turn))
        return turn

    def _hand_over(self) -> None:
        if self._sleepers:
            self.now, _, turn = heapq.heappop(self._sleepers)
            turn.release()
        else:
            self._all_done.release()


def _taken() -> threading.Lock:
    lock = threading.Lock()
    lock.acquire()
    return lock
