"""When the sample business is booked, whatever the date is."""

from datetime import UTC, date, datetime, timedelta

import pytest

from booking.providers.schedule import HORIZON
from local.business import APPOINTMENTS, MONDAY, PROVIDERS
from local.seeding import day_to_book

MIDNIGHT = datetime(MONDAY.year, MONDAY.month, MONDAY.day, tzinfo=UTC)


@pytest.mark.parametrize("days", [30, 2])
def test_it_is_booked_on_the_monday_of_the_examples_while_that_can_be(days: int) -> None:
    assert day_to_book(MIDNIGHT - timedelta(days=days)) == MONDAY


def test_the_monday_is_left_when_it_is_past_or_beyond_the_horizon() -> None:
    assert day_to_book(MIDNIGHT) > MONDAY
    assert day_to_book(MIDNIGHT - HORIZON) < MONDAY


@pytest.mark.parametrize("offset", range(7))
def test_another_day_is_a_monday_one_to_two_weeks_away(offset: int) -> None:
    today = MONDAY + timedelta(days=28 + offset)
    day = day_to_book(datetime(today.year, today.month, today.day, 23, tzinfo=UTC))
    assert day.weekday() == date(2028, 3, 6).weekday() == 0
    assert timedelta(days=7) <= day - today < timedelta(days=14)


def test_no_two_entities_share_a_key_or_a_time() -> None:
    ids = [*(each.id for each in PROVIDERS), *(each.id for each in APPOINTMENTS)]
    assert len({*ids}) == len(ids)
    assert len({(each.provider.id, each.clock) for each in APPOINTMENTS}) == len(APPOINTMENTS)
