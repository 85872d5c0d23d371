"""An erasure as an item, and positions as text."""

import pytest

from booking.calls.paging import Position
from booking.customers.erasure import Erasure
from booking.customers.items import customer_key, erasure_item, erasure_of, positions_of
from tests.examples import APPOINTMENT_ID, erasure, origin


@pytest.mark.parametrize("version", [Erasure.begin("customer-1", origin()), erasure(), erasure().begun_again(origin())])
def test_an_erasure_is_read_as_it_was_written(version: Erasure) -> None:
    assert erasure_of(erasure_item(version)) == version


def test_the_item_says_how_far_it_is() -> None:
    begun, done = erasure_item(Erasure.begin("customer-1", origin())), erasure_item(erasure())
    assert (begun["state"], done["state"]) == ("erasing", "erased")
    assert begun.items() >= customer_key("customer-1").items()


def test_a_position_is_read_as_it_was_written_for_its_customer_alone() -> None:
    position = Position("2027-03-01T09:00:00Z", APPOINTMENT_ID)
    text = positions_of("customer-1").text(position)
    assert positions_of("customer-1").position(text) == position
    with pytest.raises(ValueError, match="not a cursor"):
        positions_of("customer-2").position(text)
