"""The soonest openings, and how far they are looked for."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest

from booking.openings.availability import Soonest
from booking.openings.find_next_openings import find_next_openings
from booking.providers.provider import ProviderState
from booking.providers.refusals import ProviderNotFound
from booking.providers.rules import Rules
from booking.providers.schedule import WeeklySchedule, Window
from booking.services.refusals import ServiceNotFound
from tests.engine import at, call
from tests.examples import MADE, OTHER_ID, PROVIDER_ID, offering, origin, provider
from tests.fake_store import FakeStore
from tests.integration.examples import Countdown

TODAY = MADE.date()


def open_on(*days: int, rules: Rules | None = None) -> FakeStore:
    """The provider has one opening at 09:00 UTC on each of these days from today on."""
    closed = replace(provider(), timezone="UTC", schedule=WeeklySchedule(), has_overrides=True, rules=rules or Rules())
    store = FakeStore({PROVIDER_ID: closed})
    store.overrides |= {(PROVIDER_ID, TODAY + timedelta(days=day)): (Window(540, 570),) for day in days}
    return store


def soonest(store: FakeStore, most: int = 1, readings: int = 100, service_id: str | None = None) -> Soonest:
    """The call has time for that many readings."""
    now = call(clock=at(MADE), seconds_left=Countdown(readings))
    return find_next_openings(PROVIDER_ID, service_id, most, store, now)


def days(found: Soonest) -> list[int]:
    return [(free.start.date() - MADE.date()).days for free in found.openings.intervals(15)]


def until(found: Soonest) -> int:
    return (found.searched_until - datetime(2027, 1, 1, tzinfo=UTC)).days


class Counted(NamedTuple):
    found: Soonest
    number: int


def counted(store: FakeStore, what: str, most: int = 1, service_id: str | None = None) -> Counted:
    """What is found, and how many readings of the claims or of the rulebook it takes."""
    made: list[int] = []
    store.meanwhile[what] = [lambda: made.append(1)] * 100
    found = soonest(store, most, service_id=service_id)
    return Counted(found, len(made))


def readings(store: FakeStore, most: int = 1) -> int:
    return counted(store, "claims", most).number


def test_the_soonest_of_all_is_found() -> None:
    assert days(soonest(open_on(3, 5))) == [3]


def test_today_counts_after_now() -> None:
    store = open_on(0, 1)
    store.overrides[PROVIDER_ID, TODAY] = (Window(11 * 60 + 30, 13 * 60),)  # it is noon
    (free,) = soonest(store).openings.intervals(15)
    assert free.start == MADE + timedelta(minutes=30)


@pytest.mark.parametrize(
    ("day", "readings_made", "searched"),
    [(6, 1, 7), (7, 2, 31), (30, 2, 31), (31, 3, 93), (92, 3, 93), (93, 4, 186), (730, 10, 731)],
)
def test_each_reading_takes_more_dates_than_the_one_before(day: int, readings_made: int, searched: int) -> None:
    assert readings(open_on(day)) == readings_made
    assert (days(soonest(open_on(day))), until(soonest(open_on(day)))) == ([day], searched)


def test_openings_of_several_readings_come_in_order_and_none_is_missing() -> None:
    assert days(soonest(open_on(0, 6, 7, 30, 31, 92, 93, 185, 186, 700), 50)) == [6, 7, 30, 31, 92, 93, 185, 186, 700]


def test_no_more_are_read_than_are_wanted() -> None:
    store = open_on(1, 2, 8, 100)
    assert (days(soonest(store, 2)), readings(store, 2)) == ([1, 2], 1)
    assert (days(soonest(store, 3)), readings(store, 3)) == ([1, 2, 8], 2)


def test_nothing_is_found_up_to_the_horizon() -> None:
    found = soonest(open_on(731))
    assert (days(found), until(found)) == ([], 731)


def test_the_providers_own_horizon_ends_the_search() -> None:
    store = open_on(20, rules=Rules(max_advance_days=10))
    assert (days(soonest(store)), until(soonest(store)), readings(store)) == ([], 11, 2)


@pytest.mark.parametrize(("time_for", "searched"), [(0, 0), (1, 7), (2, 31)])
def test_a_call_that_is_short_of_time_says_how_far_it_came(time_for: int, searched: int) -> None:
    found = soonest(open_on(40), readings=time_for)
    assert (days(found), until(found)) == ([], searched)


def inactive() -> FakeStore:
    store = open_on(40)
    store.put(replace(store.providers[PROVIDER_ID], state=ProviderState.INACTIVE))
    return store


def test_nobody_searches_for_openings_of_an_inactive_provider() -> None:
    assert readings(inactive()) == 0
    rulebooks = counted(inactive(), "rulebook")
    assert (days(rulebooks.found), until(rulebooks.found), rulebooks.number) == ([], 731, 1)


def test_nobody_searches_for_openings_of_a_retired_service() -> None:
    store = open_on(40)
    store.offerings[PROVIDER_ID, "haircut"] = offering().retired(origin())
    found = counted(store, "rulebook", service_id="haircut")
    assert (days(found.found), until(found.found), found.number) == ([], 731, 1)


def test_an_unknown_provider_is_not_found() -> None:
    with pytest.raises(ProviderNotFound):
        find_next_openings(OTHER_ID, None, 1, open_on(), call())


def test_an_unknown_service_is_not_found() -> None:
    with pytest.raises(ServiceNotFound):
        soonest(open_on(), service_id="haircut")
