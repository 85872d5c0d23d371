"""Section `openings`: finding openings, by the engine that counts in bits and by the tests' brute force on instants.

`python -m benchmarks.openings` is the program whose calls are counted.
"""

import os
import sys
from collections.abc import Callable, Mapping
from datetime import timedelta

from benchmarks.figures import Figures
from benchmarks.measuring import Program, counted_stretches, has_valgrind, instructions_of_calls, repeat
from benchmarks.report import NO_VALGRIND, Measured, number, ratio, table
from booking.providers.schedule import WEEKDAYS, Window, date_of, day_number
from booking.rules.offer import Offer
from booking.rules.rulebook import Rulebook
from booking.time.grid import start_of
from local.paths import ROOT
from tests.examples import MADE as NOW
from tests.examples import new_provider, origin
from tests.unit.rules.brute_force import BruteForce

TITLE = "Finding openings"
_CALLS = 3
_FIRST = day_number(NOW.date() + timedelta(days=40))
_BOOK = Rulebook(new_provider().with_schedule({day: [Window(6 * 60, 22 * 60)] for day in WEEKDAYS}, 30, origin()))
_SIZES = ((1, 0), (1, 30), (31, 0), (31, 30))
"""The numbers of dates, and how many of the 32 appointments of each are booked."""

_INTRODUCTION = """
Openings of half an hour, 32 on each date, in slots of 15 minutes. Measured is the search alone, from the provider and
the claimed slots to the starts, without the table and the answer. The brute force asks each rule about each slot, one
after another, on instants. Tests check that the two agree.

"""


def measure() -> Measured:
    if not has_valgrind():
        return Measured({}, [NO_VALGRIND])
    command = [sys.executable, "-m", "benchmarks.openings"]
    (stretches,) = counted_stretches([Program(command, ROOT, os.environ)])
    counts = instructions_of_calls(stretches, _CALLS)
    return Measured(
        {
            f"{days} date{'s' if days > 1 else ''}, {days * booked} booked": {"engine": engine, "brute force": slow}
            for (days, booked), engine, slow in zip(_SIZES, counts[::2], counts[1::2], strict=True)
        }
    )


def text(figures: Figures) -> str:
    rows = [
        [
            size,
            number(found["engine"], 1e3),
            number(found["brute force"], 1e3),
            ratio(found["brute force"], found["engine"]),
        ]
        for size, found in figures.items()
    ]
    return _INTRODUCTION + table(["thousand instructions", "engine", "brute force", "brute force / engine"], rows)


def plots(_: Figures) -> Mapping[str, str]:
    return {}


def _runs(days: range, booked: int) -> list[Callable[[], object]]:
    """The two searches over the same dates."""
    slots = _BOOK.provider.slot_minutes
    free = [Offer(_BOOK, range(day, day + 1), NOW).openings() for day in days]
    claims = {slot for of_day in free for start in of_day[:booked] for slot in (start, start + 1)}
    claimed = {start_of(slot, slots) for slot in claims}

    def by_brute_force() -> object:
        brute_force = BruteForce(_BOOK, NOW, claimed)
        starts = [start for day in days for start in brute_force.starts_on(date_of(day))]
        return [start for start in starts if not brute_force.reasons(start)]

    return [lambda: Offer(_BOOK, days, NOW).openings(claims), by_brute_force]


def main() -> None:
    for days, booked in _SIZES:
        for run in _runs(range(_FIRST, _FIRST + days), booked):
            repeat(run, _CALLS)


if __name__ == "__main__":
    main()
