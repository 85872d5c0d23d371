"""Sets of slots as whole numbers, against sets of slots."""

from hypothesis import given
from hypothesis import strategies as st

from booking.time.bits import bits_at, bits_every, bits_of, run_starts, slots_at

BASE = -1000
SIZE = 200
SLOTS = st.sets(st.integers(0, SIZE - 1))


def test_a_slot_is_the_bit_at_its_distance_from_the_base() -> None:
    assert bits_of(range(2, 5)) == 0b11100
    assert bits_at({13, 10}, 10, 4) == 0b1001
    assert slots_at(0b1001, 700) == [700, 703]


def test_an_empty_set_has_no_bits() -> None:
    assert bits_of(range(7, 7)) == bits_at(set(), BASE, 10) == bits_every(3, range(7, 7)) == run_starts(0, 5) == 0
    assert slots_at(0, BASE) == []


@given(SLOTS)
def test_the_slots_of_a_set_come_back_in_order(slots: set[int]) -> None:
    assert slots_at(bits_at(slots, 0, SIZE), BASE) == sorted(BASE + slot for slot in slots)


@given(st.sets(st.integers(-SIZE, 2 * SIZE)))
def test_slots_outside_are_left_out(slots: set[int]) -> None:
    assert slots_at(bits_at(slots, 0, SIZE), 0) == sorted(slot for slot in slots if 0 <= slot < SIZE)


@given(st.integers(0, SIZE), st.integers(0, SIZE))
def test_a_range_has_each_of_its_slots(start: int, length: int) -> None:
    assert slots_at(bits_of(range(start, start + length)), 0) == [*range(start, start + length)]


@given(st.integers(1, 50), st.integers(0, SIZE), st.integers(0, SIZE))
def test_every_step_begins_at_the_start_of_the_range(step: int, start: int, length: int) -> None:
    assert slots_at(bits_every(step, range(start, start + length)), 0) == [*range(start, start + length, step)]


def test_a_step_beyond_the_range_leaves_its_first_slot() -> None:
    assert slots_at(bits_every(50, range(3, 10)), 0) == [3]


@given(SLOTS, st.integers(1, 45))
def test_a_run_of_free_slots_begins_where_all_of_them_are_free(free: set[int], length: int) -> None:
    expected = [slot for slot in range(SIZE) if free.issuperset(range(slot, slot + length))]
    assert slots_at(run_starts(bits_at(free, 0, SIZE), length), 0) == expected


@given(st.integers(1, 45), st.integers(0, 60))
def test_a_long_free_time_has_a_run_at_each_slot_but_the_last(length: int, more: int) -> None:
    assert slots_at(run_starts(bits_of(range(length + more)), length), 0) == [*range(more + 1)]
