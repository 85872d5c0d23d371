"""Acts that begin at the same moment, and what became of each."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from booking.calls.refusals import Refusal

type Act = Callable[[], object]


def done(_: object) -> str:
    return "done"


def outcome(act: Act, word: Callable[[object], str] = done) -> str:
    """`word` of what the act returned, or the name of the refusal."""
    try:
        returned = act()
    except Refusal as refusal:
        return type(refusal).__name__
    return word(returned)


def at_once(acts: Iterable[Act], word: Callable[[object], str] = done) -> Counter[str]:
    """The outcomes. All acts begin at the same moment."""
    acts = list(acts)
    start = threading.Barrier(len(acts))

    def run(act: Act) -> str:
        start.wait()
        return outcome(act, word)

    with ThreadPoolExecutor(len(acts)) as pool:
        return Counter(pool.map(run, acts))
