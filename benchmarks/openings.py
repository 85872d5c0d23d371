"""Section `openings`: finding openings, by the sweep in slots and by the tests' naive search on instants.

`python -m benchmarks.openings` is the program whose calls are counted.
"""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from benchmarks.figures import Figures
from benchmarks.measuring import Program, counted_stretches, has_valgrind, instructions_of_calls, repeat
from benchmarks.report import NO_VALGRIND, Measured, number, ratio, table
from booking.providers.schedule import WEEKDAYS, Window, bookable_starts
from booking.time.grid import slot_at, slots_in
from local.paths import ROOT
from tests.examples import MADE as NOW
from tests.examples import new_provider, origin
from tests.unit.providers import naive_openings as naive

TITLE = "Finding openings"
_CALLS = 3
_FIRST = NOW.date() + timedelta(days=40)
_PROVIDER = new_provider().with_schedule({day: [Window(6 * 60, 22 * 60)] for day in WEEKDAYS}, 30, origin())
_SIZES = ((1, 0), (1, 30), (31, 0), (31, 30))
"""The numbers of dates, and how many of the 32 appointments of each are booked."""

_INTRODUCTION = """
Openings of half an hour, 32 on each date, in slots of 15 minutes. Measured is the search alone, from the provider and
the claimed slots to the starts, without the table and the answer. The naive search goes over instants, date by date and
start by start. Tests check that the two agree.

"""


def measure() -> Measured:
    if not has_valgrind():
        return Measured({}, [NO_VALGRIND])
    command = [sys.executable, "-m", "benchmarks.openings"]
    (stretches,) = counted_stretches([Program(command, ROOT, os.environ)])
    counts = instructions_of_calls(stretches, _CALLS)
    return Measured(
        {
            f"{days} date{'s' if days > 1 else ''}, {days * booked} booked": {"sweep": sweep, "naive": slow}
            for (days, booked), sweep, slow in zip(_SIZES, counts[::2], counts[1::2], strict=True)
        }
    )


def text(figures: Figures) -> str:
    rows = [
        [size, number(found["sweep"], 1e3), number(found["naive"], 1e3), ratio(found["naive"], found["sweep"])]
        for size, found in figures.items()
    ]
    return _INTRODUCTION + table(["thousand instructions", "sweep", "naive", "naive / sweep"], rows)


def plots(_: Figures) -> Mapping[str, str]:
    return {}


def _runs(days: Sequence[date], booked: int) -> list[Callable[[], object]]:
    """The two searches over the same dates."""
    taken = [interval for day in days for interval in naive.bookable(_PROVIDER, day, NOW)[:booked]]
    claimed = {start for interval in taken for start in slots_in(interval, _PROVIDER.slot_minutes)}
    claims = sorted(slot_at(start, _PROVIDER.slot_minutes) for start in claimed)

    def sweep() -> object:
        starts = bookable_starts(NOW, _PROVIDER.slot_minutes)
        return _PROVIDER.offer(days[0], days[-1], starts).openings(claims)

    return [sweep, lambda: [naive.openings(_PROVIDER, day, NOW, claimed) for day in days]]


def main() -> None:
    for days, booked in _SIZES:
        for run in _runs([_FIRST + timedelta(days=n) for n in range(days)], booked):
            repeat(run, _CALLS)


if __name__ == "__main__":
    main()
