"""The engine that finds openings: the starts at which an appointment fits into working time, between claims. Pure.

It counts in whole slots since the Unix epoch. Its arguments hold every rule about where an appointment may start, so
one sweep answers for a single start, for a date or for a month.
"""

from collections.abc import Iterable, Iterator

_BEYOND_ALL = 1 << 62
"""Later than any slot. Its negative is earlier than any slot."""


def openings(
    windows: Iterable[tuple[range, int]],
    claims: Iterable[int],
    *,
    starts: range,
    length: int,
    step: int,
    before: int = 0,
    after: int = 0,
) -> list[int]:
    """The starts of all appointments that lie in working time and overlap no claim, in order.

    - `windows`: in order and disjoint. In each window a start is possible at its beginning and after each `step`. The
      number beside a window is the slot at which its working time ends. An appointment may run beyond its window, up
      to that slot.
    - `claims`: the claimed slots, in order.
    - `starts`: the range that the result is limited to.
    - `length`: of an appointment. All of it lies in working time.
    - `before`, `after`: slots around an appointment that must be free. They may lie outside working time.

    Takes linear time in windows, claims and starts.
    """
    found: list[int] = []
    rooms = _rooms(claims, length, before, after)
    opens, closes = next(rooms)
    for window, working_until in windows:
        end = min(window.stop, working_until - length + 1, starts.stop)
        while True:
            earliest = max(opens, starts.start)
            start = window.start + max(0, -((window.start - earliest) // step)) * step
            found += range(start, min(end, closes), step)
            if closes >= end:
                break  # this room may continue in the next window
            opens, closes = next(rooms)
    return found


def _rooms(claims: Iterable[int], length: int, before: int, after: int) -> Iterator[tuple[int, int]]:
    """The half-open ranges of starts that the claims leave free, in order.

    The first range begins before any slot, the last one ends after any slot.
    """
    free_from = -_BEYOND_ALL
    for claim in claims:
        if claim - free_from >= before + length + after:
            yield free_from + before, claim - length - after + 1
        free_from = claim + 1
    yield free_from + before, _BEYOND_ALL
