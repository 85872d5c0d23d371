"""An offering as an item, and cursors as text."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.dynamodb.codec import from_wire, to_wire
from booking.providers.rules import Rules
from booking.services.catalog import Place
from booking.services.items import cursor_text, index_key, offering_item, offering_of, place_in, place_of
from booking.services.offering import WHOLE_DAY, Offering
from tests.examples import PROVIDER_ID, offering, origin

PLACE = Place("haircut", PROVIDER_ID)

offerings = st.builds(
    replace,
    st.just(offering()),
    name=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30),
    description=st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    duration=st.integers(5, 1440) | st.just(WHOLE_DAY),
    rules=st.builds(Rules, *[st.none() | st.integers(0, 730)] * len(Rules._fields)),
    is_active=st.booleans(),
)


@given(offerings)
def test_an_offering_comes_back_as_it_was_stored(given: Offering) -> None:
    wire = json.loads(json.dumps(to_wire(offering_item(given))))
    assert offering_of(from_wire(wire)) == given


def test_what_is_on_offer_is_in_the_index_and_what_is_retired_is_not() -> None:
    item, retired = offering_item(offering()), offering_item(offering().retired(origin("change-2")))
    assert (item["GSI1PK"], item["GSI1SK"]) == ("SERVICES", f"haircut#{PROVIDER_ID}")
    assert not {"GSI1PK", "GSI1SK"} & retired.keys()


def test_a_place_is_read_from_keys_and_leads_back_to_them() -> None:
    item = offering_item(offering())
    assert place_in(item) == PLACE
    assert index_key(PLACE).items() <= item.items()


@given(st.from_regex(r"[a-z0-9-]{1,64}", fullmatch=True), st.uuids().map(str))
def test_a_cursor_is_read_as_it_was_written(service_id: str, provider_id: str) -> None:
    place = Place(service_id, provider_id)
    for wanted in (service_id, None):
        assert place_of(cursor_text(place, wanted), wanted) == place


def test_a_cursor_of_one_service_is_none_of_all() -> None:
    with pytest.raises(ValueError, match="not a cursor"):
        place_of(cursor_text(PLACE, "haircut"), None)
