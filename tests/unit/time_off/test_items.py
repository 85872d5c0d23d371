"""Time off comes back from the table unchanged."""

from datetime import date, timedelta

import pytest

from booking.dynamodb.codec import from_wire, to_wire
from booking.time.intervals import Interval
from booking.time_off.items import list_item, listed_of, time_off_item, time_off_of
from booking.time_off.time_off import Dates, Period, TimeOff
from tests.examples import MADE, PROVIDER_ID, origin, provider

HOUR = timedelta(hours=1)
TIME = Interval(MADE + HOUR, MADE + 2 * HOUR)


@pytest.mark.parametrize("period", [TIME, Dates(date(2027, 3, 26), date(2027, 3, 29))])
@pytest.mark.parametrize("reason", [None, "Dentist"])
def test_an_entry_comes_back_as_it_was_stored(period: Period, reason: str | None) -> None:
    entry = TimeOff.add("dentist", provider(), period, reason, origin(), fingerprint="1:2")
    for version in (entry, entry.removed(origin("change-2"))):
        assert time_off_of(from_wire(to_wire(time_off_item(version)))) == version


def test_the_list_comes_back_as_it_was_stored() -> None:
    listed = {"dentist": TIME, "noon": Interval(MADE, MADE + HOUR)}
    assert listed_of(from_wire(to_wire(list_item(PROVIDER_ID, listed)))) == listed


def test_the_list_is_not_among_the_entries() -> None:
    entry = time_off_item(TimeOff.add("x", provider(), TIME, None, origin()))
    assert (entry["SK"], list_item(PROVIDER_ID, {})["SK"]) == ("TIMEOFF#x", "TIMEOFF")
