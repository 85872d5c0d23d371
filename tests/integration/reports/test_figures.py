"""Random histories, delivered shuffled and repeated to two consumers at once, against a brute force over the table."""

import random
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from itertools import cycle
from queue import Empty, SimpleQueue
from typing import Any, Self

import pytest

from booking.bus.delivered import delivered
from booking.dynamodb.sending import Answer, Request
from booking.reports.keep_reports import keep_reports
from local.store import EveryStore
from tests.engine import Table, call
from tests.integration.reports.brute_force import Count, DayOf
from tests.integration.reports.random_history import RandomHistory, stored
from tests.messages import shuffled_with_repeats

ROUNDS, ACTS = 4, 30
CONSUMERS = 2
SLOW = 0.05
"""Seconds."""
SECONDS = 20.0
"""For one message."""
KINDS = 10
"""Of acts."""


class Consumers:
    """Two at once, until the queue is empty and nothing more comes. A message that is not handled fails the test."""

    def __init__(self, history: RandomHistory) -> None:
        self._history, self._queue = history, SimpleQueue[str]()
        self._is_over = threading.Event()
        self._is_slow = partial(next, cycle((True, False, False)))

    def deliver(self, messages: Iterable[str]) -> None:
        for each in messages:
            self._queue.put(each)

    def __enter__(self) -> Self:
        self._pool = ThreadPoolExecutor(CONSUMERS)
        self._ended = [self._pool.submit(self._consume) for _ in range(CONSUMERS)]
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._pool.shutdown()
        for each in self._ended:
            each.result()

    def _consume(self) -> None:
        store = EveryStore(self._slowly, self._history.table.name)
        while body := self._next():
            until = time.monotonic() + SECONDS
            seconds_left = partial(_left, until)
            keep_reports(delivered(body), store, call(clock=lambda: self._history.now, seconds_left=seconds_left))

    def _slowly(self, operation: str, request: Request) -> Answer:
        """Sometimes it takes long from the readings to the storing."""
        if operation == "PutItem" and self._is_slow():
            time.sleep(SLOW)
        return self._history.table.send(operation, request)

    def _next(self) -> str | None:
        while True:
            is_over = self._is_over.is_set()
            try:
                return self._queue.get(timeout=0.02)
            except Empty:
                if is_over:
                    return None


def _left(until: float) -> float:
    return until - time.monotonic()


def kept(items: Sequence[Mapping[str, Any]]) -> dict[DayOf, dict[str, Any]]:
    """The figures that are stored, as the brute force writes them."""
    found = {}
    for item in items:
        if item["PK"].startswith("REPORT#"):
            figures = {name: value for name, value in item.items() if name not in ("PK", "SK", "revision", "timezone")}
            figures["byService"] = {each.get("serviceId"): each["appointments"] for each in figures["byService"]}
            figures.setdefault("meanLeadMinutes", None)
            found[DayOf(item["PK"].removeprefix("REPORT#"), date.fromisoformat(item["SK"]))] = figures
    return found


@pytest.mark.parametrize("seed", range(2))
def test_every_stored_day_is_what_a_brute_force_over_the_table_counts(table: Table, seed: int) -> None:
    """In rounds: consumers get what happened in one, and what is over later keeps its open minutes."""
    history = RandomHistory(table, seed)
    settled: dict[DayOf, int] = {}
    for number in range(ROUNDS):
        with Consumers(history) as consumers:
            consumers.deliver(shuffled_with_repeats(history.messages(ACTS, with_rules=number % 2 == 0), seed + number))
        items = stored(table)
        count, days = Count(items), kept(items)
        assert count.days() <= days.keys()
        for of, figures in days.items():
            expected = count.figures(of)
            if count.is_over(of, history.now):
                expected["openMinutes"] = settled.get(of, expected["openMinutes"])
            settled[of] = expected["openMinutes"]
            assert figures == expected, (of, history.happened)
    assert len(history.happened) == KINDS, history.happened
    assert history.happened["book"] + history.happened["record"] >= 15


@pytest.mark.parametrize("seed", range(2))
def test_consumers_that_work_while_things_happen_end_with_what_the_table_says(table: Table, seed: int) -> None:
    """What they have read is often old when they store it. No midnight comes in this time."""
    history, rng = RandomHistory(table, seed, minutes=(0, 1, 2)), random.Random(seed)
    held: list[str] = []
    with Consumers(history) as consumers:
        for number in range(ROUNDS * ACTS):
            what = history.messages(1, with_rules=number < ACTS)
            held += shuffled_with_repeats(what, rng.randrange(100))
            if rng.random() < 0.5:
                rng.shuffle(held)
                consumers.deliver(held)
                held = []
        consumers.deliver(held)
    items = stored(table)
    count, days = Count(items), kept(items)
    assert count.days() <= days.keys()
    for of, figures in days.items():
        expected = count.figures(of)
        if count.is_over(of, history.now):  # which rules it was first computed by, is chance
            expected["openMinutes"] = figures["openMinutes"]
        assert figures == expected, (of, history.happened)
