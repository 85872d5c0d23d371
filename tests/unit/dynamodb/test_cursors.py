"""A cursor comes back as the position that it was made of, for its own list and filters, and for no other."""

import base64
import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from booking.calls.paging import Position
from booking.dynamodb import cursors
from booking.dynamodb.cursors import Cursors

OF_MONDAY = Cursors("appointments", {"providerId": "a", "from": "2028-03-06", "status": None})
POSITION = Position("2028-03-06T08:30:00Z", "9a1d2c3b-4e5f-4a6b-8c7d-0e1f2a3b4c5d")
TEXT = OF_MONDAY.text(POSITION)

printable = st.text("aZ09é😀 #-~", min_size=1, max_size=60)
positions = st.builds(Position, printable, printable)
filters = st.dictionaries(st.sampled_from(["status", "from", "order"]), st.none() | st.text(max_size=9))
lists = st.builds(Cursors, st.sampled_from(["appointments", "providers"]), filters)
characters = st.sampled_from(string.ascii_letters + string.digits + "-_=+/ \nä")


def is_refused(text: str, by: Cursors = OF_MONDAY) -> bool:
    try:
        by.position(text)
    except ValueError:
        return True
    return False


@given(lists, positions)
def test_a_position_comes_back_as_it_was(of: Cursors, position: Position) -> None:
    assert of.position(of.text(position)) == position


@given(lists, lists, positions)
def test_a_cursor_of_another_list_or_other_filters_is_refused(of: Cursors, by: Cursors, position: Position) -> None:
    assume(of != by)
    assert is_refused(of.text(position), by)


@given(st.integers(0, len(TEXT) - 1), characters)
def test_one_other_character_is_refused(where: int, character: str) -> None:
    assume(TEXT[where] != character)
    assert is_refused(TEXT[:where] + character + TEXT[where + 1 :])


@given(st.integers(0, len(TEXT)), characters)
def test_one_more_character_is_refused(where: int, character: str) -> None:
    assert is_refused(TEXT[:where] + character + TEXT[where:])


@given(st.integers(0, len(TEXT) - 1))
def test_one_character_less_and_every_beginning_is_refused(where: int) -> None:
    assert is_refused(TEXT[:where] + TEXT[where + 1 :])
    assert is_refused(TEXT[:where])


@given(st.integers(0, len(TEXT) * 3 // 4 - 1), st.integers(1, 255))
def test_one_other_byte_is_refused(where: int, change: int) -> None:
    """Written as we would write it."""
    decoded = bytearray(base64.urlsafe_b64decode(TEXT + "=" * (-len(TEXT) % 4)))
    decoded[where] ^= change
    assert is_refused(base64.urlsafe_b64encode(decoded).decode().rstrip("="))


@given(st.text(max_size=200))
def test_any_other_text_is_refused(text: str) -> None:
    assume(text != TEXT)
    assert is_refused(text)


def test_a_cursor_of_another_format_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cursors, "FORMAT", 2)
    newer = OF_MONDAY.text(POSITION)
    assert not is_refused(newer)
    monkeypatch.undo()
    assert is_refused(newer)


def test_the_order_of_filters_makes_no_difference() -> None:
    other_way = Cursors(OF_MONDAY.name, dict(reversed([*OF_MONDAY.filters.items()])))
    assert other_way.text(POSITION) == TEXT


def test_a_sort_key_that_dynamodb_would_refuse_is_refused() -> None:
    assert not is_refused(OF_MONDAY.text(Position("x" * 1024, "a")))
    assert is_refused(OF_MONDAY.text(Position("x" * 1025, "a")))
    assert is_refused(OF_MONDAY.text(Position("", "a")))


def test_it_fits_into_a_url() -> None:
    assert {*OF_MONDAY.text(Position("ü ?&#", "a"))} <= {*string.ascii_letters, *string.digits, "-", "_"}
