"""Deciding again: when what a decision was made on has changed meanwhile, read and decide once more."""

from collections.abc import Callable, Iterable

from booking.application.store import Changed
from booking.domain.errors import Busy


def until_it_holds[Outcome](decide: Callable[[], Outcome], attempts: Iterable[int]) -> Outcome:
    """Call `decide` until its write is not refused for a change of its reading. Raises Busy when no attempt is left."""
    for _ in attempts:
        try:
            return decide()
        except Changed:
            continue
    raise Busy
