"""An override comes back from the table unchanged."""

from datetime import date

import pytest

from booking.dynamodb.codec import from_wire, to_wire
from booking.overrides.items import day_of, override_item, override_of
from booking.providers.schedule import Window, day_number


@pytest.mark.parametrize("windows", [(), (Window(0, 1440),), (Window(480, 720), Window(720, 1080))])
def test_an_override_comes_back_as_it_was_stored(windows: tuple[Window, ...]) -> None:
    item = from_wire(to_wire(override_item("p", day_number(date(2027, 3, 29)), windows)))
    assert (day_of(item), override_of(item)) == (date(2027, 3, 29), windows)


def test_its_key_lies_before_those_of_the_claims_of_its_date() -> None:
    assert override_item("p", day_number(date(2027, 3, 29)), ()) == {
        "PK": "PROVIDER#p",
        "SK": "SLOT#2027-03-29",
        "windows": [],
    }
