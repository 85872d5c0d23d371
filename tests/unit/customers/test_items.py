"""An erasure as an item, and positions as text."""

import pytest

from booking.customers.erasure import Erasure
from booking.customers.export import Position
from booking.customers.items import customer_key, erasure_item, erasure_of, position_of, position_text
from tests.examples import APPOINTMENT_ID, erasure, origin

AT_NINE = f"2027-03-01T09:00:00Z~{APPOINTMENT_ID}"


@pytest.mark.parametrize("version", [Erasure.begin("customer-1", origin()), erasure(), erasure().begun_again(origin())])
def test_an_erasure_is_read_as_it_was_written(version: Erasure) -> None:
    assert erasure_of(erasure_item(version)) == version


def test_the_item_says_how_far_it_is() -> None:
    begun, done = erasure_item(Erasure.begin("customer-1", origin())), erasure_item(erasure())
    assert (begun["state"], done["state"]) == ("erasing", "erased")
    assert begun.items() >= customer_key("customer-1").items()


def test_a_position_is_read_as_it_was_written() -> None:
    position = Position("2027-03-01T09:00:00Z", APPOINTMENT_ID)
    assert (position_text(position), position_of(AT_NINE)) == (AT_NINE, position)


@pytest.mark.parametrize("text", ["", AT_NINE[:-1], f"{AT_NINE}0", f"{AT_NINE}\n"])
def test_any_other_text_is_no_position(text: str) -> None:
    with pytest.raises(ValueError, match="not a position"):
        position_of(text)
