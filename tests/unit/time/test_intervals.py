from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.time.intervals import Interval, hull, intersection

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def between(start: int, end: int) -> Interval:
    return Interval(EPOCH + timedelta(hours=start), EPOCH + timedelta(hours=end))


def hours_in(*intervals: Interval) -> set[int]:
    hour = timedelta(hours=1)
    return {n for i in intervals for n in range((i.start - EPOCH) // hour, (i.end - EPOCH) // hour)}


some_interval = st.tuples(st.integers(0, 40), st.integers(1, 12)).map(lambda pair: between(pair[0], sum(pair)))


def test_the_length_is_from_start_to_end() -> None:
    assert between(8, 10).length == timedelta(hours=2)


@pytest.mark.parametrize("inner", [(8, 12), (8, 9), (11, 12), (9, 10)])
def test_an_interval_contains_what_lies_in_it_to_the_edges(inner: tuple[int, int]) -> None:
    assert between(8, 12).contains(between(*inner))


@pytest.mark.parametrize("other", [(7, 9), (11, 13), (7, 13), (12, 13), (7, 8)])
def test_an_interval_does_not_contain_what_sticks_out(other: tuple[int, int]) -> None:
    assert not between(8, 12).contains(between(*other))


def test_intervals_that_touch_do_not_meet() -> None:
    assert intersection(between(8, 9), between(9, 10)) is None


@given(some_interval, some_interval)
def test_the_intersection_is_what_lies_in_both(one: Interval, other: Interval) -> None:
    both = intersection(one, other)
    assert hours_in(*([both] if both else [])) == hours_in(one) & hours_in(other)


def test_the_hull_reaches_from_the_first_start_to_the_last_end() -> None:
    assert hull([between(9, 20), between(8, 10), between(12, 13)]) == between(8, 20)
