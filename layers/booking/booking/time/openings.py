"""The engine of openings: the starts for which working time has room between claims. Pure.

It counts in whole slots since the Unix epoch. Whatever decides where an appointment may start comes in here, so one
sweep answers for a single start, for a date and for a month alike.
"""

from collections.abc import Iterable, Iterator

_BEYOND_ALL = 1 << 62
"""Later than any slot; as a negative number earlier."""


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
    """The first slots, in order, of the appointments that lie in working time and meet no claim.

    `windows`: in order and disjoint; starts are counted from the beginning of each in steps. Beside each stands the
    slot at which its working time ends: an appointment may run on until there, beyond its window. `claims`: the
    claimed slots, in order. `starts`: the range in which starts are wanted. The `length` of an appointment lies in
    working time; `before` and `after` are free slots around it, wherever they lie. The time that this takes is linear
    in windows, claims and starts.
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
                break  # this room may go on in the next window
            opens, closes = next(rooms)
    return found


def _rooms(claims: Iterable[int], length: int, before: int, after: int) -> Iterator[tuple[int, int]]:
    """The half-open ranges of starts that claims leave, in order; the first begins and the last ends beyond all."""
    free_from = -_BEYOND_ALL
    for claim in claims:
        if claim - free_from >= before + length + after:
            yield free_from + before, claim - length - after + 1
        free_from = claim + 1
    yield free_from + before, _BEYOND_ALL
