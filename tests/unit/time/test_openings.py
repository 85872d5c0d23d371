"""The engine of openings by itself, in slots; with zones and weeks it is compared in tests/unit/providers."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from booking.time.openings import openings

ALL = range(-1000, 1000)


def starts(
    *windows: tuple[int, int],
    claims: tuple[int, ...] = (),
    within: range = ALL,
    length: int = 2,
    step: int = 2,
    before: int = 0,
    after: int = 0,
) -> list[int]:
    """In windows that do not touch."""
    whole = [(range(*edges), edges[1]) for edges in windows]
    return openings(whole, claims, starts=within, length=length, step=step, before=before, after=after)


def test_starts_are_counted_from_the_beginning_of_each_window() -> None:
    assert starts((1, 7), (10, 14)) == [1, 3, 5, 10, 12]


def test_the_whole_appointment_lies_in_working_time() -> None:
    assert starts((0, 5)) == [0, 2]
    assert starts((0, 5), length=6) == []


def test_it_may_run_on_to_where_its_working_time_ends() -> None:
    assert openings([(range(4), 5), (range(4, 5), 5)], (), starts=ALL, length=2, step=3) == [0, 3]


def test_a_claimed_slot_is_in_no_opening() -> None:
    assert starts((0, 10), claims=(3, 6)) == [0, 4, 8]
    assert starts((0, 10), claims=(-5, 10, 11)) == [0, 2, 4, 6, 8]


def test_only_starts_in_the_range_are_wanted_and_counting_does_not_begin_there() -> None:
    assert starts((0, 20), within=range(3, 9), step=3) == [3, 6]
    assert starts((0, 20), within=range(4, 9), step=3) == [6]
    assert starts((0, 20), within=range(4, 4)) == []


def test_a_single_start_is_asked_like_any_other() -> None:
    assert starts((0, 20), within=range(4, 5)) == [4]
    assert starts((0, 20), within=range(5, 6)) == []


def test_buffers_have_to_be_free_too_and_may_lie_outside_working_time() -> None:
    assert starts((0, 8), before=2, after=2) == [0, 2, 4, 6]
    assert starts((0, 8), claims=(-1,), before=1) == [2, 4, 6]
    assert starts((0, 8), claims=(8,), after=1) == [0, 2, 4]
    assert starts((0, 20), claims=(9,), before=3, after=1) == [0, 2, 4, 6, 14, 16, 18]


@st.composite
def weeks(draw: st.DrawFn) -> list[tuple[int, int]]:
    """Windows in order, some of them touching."""
    cuts = sorted(draw(st.sets(st.integers(0, 60), max_size=10)))
    return [(start, end) for start, end in pairwise(cuts) if draw(st.booleans())]


@given(
    windows=weeks(),
    claims=st.sets(st.integers(-10, 70)),
    within=st.tuples(st.integers(-5, 65), st.integers(-5, 65)),
    length=st.integers(1, 12),
    step=st.integers(1, 12),
    before=st.integers(0, 4),
    after=st.integers(0, 4),
)
def test_the_sweep_finds_what_asking_each_start_finds(
    *,
    windows: list[tuple[int, int]],
    claims: set[int],
    within: tuple[int, int],
    length: int,
    step: int,
    before: int,
    after: int,
) -> None:
    working = {slot for window in windows for slot in range(*window)}
    expected = [
        start
        for window in windows
        for start in range(*window, step)
        if within[0] <= start < within[1]
        and working.issuperset(range(start, start + length))
        and claims.isdisjoint(range(start - before, start + length + after))
    ]
    until = [next(slot for slot in range(end, 62) if slot not in working) for _, end in windows]
    whole = [(range(*window), end) for window, end in zip(windows, until, strict=True)]
    found = openings(whole, sorted(claims), starts=range(*within), length=length, step=step, before=before, after=after)
    assert found == expected
