"""Names are sorted as people expect."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from booking.http.fields import Name
from booking.providers.sort_name import sort_name

NAMES = TypeAdapter(Name)


def test_accents_and_capital_letters_make_no_difference() -> None:
    names = ["Zoë", "Émile", "eva", "Ärzte am Markt", "adam", "Østby", "ZOE", "Straße 1", "STRASSE 2", "van Dijk"]
    expected = ["adam", "Ärzte am Markt", "Émile", "eva", "Straße 1", "STRASSE 2", "van Dijk", "Zoë", "ZOE", "Østby"]
    assert sorted(names, key=sort_name) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [("é", "e\u0301"), ("ﬁt", "fit"), ("\uff24\uff52\uff0e", "dr."), ("İ", "i"), (" Ada ", "ada"), ("㎏", "kg")],
)
def test_ways_to_write_the_same_are_the_same(one: str, other: str) -> None:
    assert sort_name(one) == sort_name(other)


@pytest.mark.parametrize("name", ["¨", "a\u0301", "😀", "ﷺ" * 200, "x" * 200, "😀" * 200])
def test_every_name_has_one_that_fits(name: str) -> None:
    assert 0 < len(sort_name(name).encode()) <= 1024


@given(st.text(min_size=1, max_size=200))
def test_so_has_every_name_that_is_accepted(name: str) -> None:
    try:
        NAMES.validate_python(name)
    except ValidationError:
        return
    assert 0 < len(sort_name(name).encode()) <= 1024
