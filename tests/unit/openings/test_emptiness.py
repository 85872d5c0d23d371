"""Why a date has no openings."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from booking.appointments.appointment import Appointment
from booking.openings.availability import AvailabilityQuery
from booking.openings.emptiness import Emptiness
from booking.openings.get_availability import get_availability
from booking.providers.provider import ProviderState
from booking.providers.rules import Rules
from booking.providers.schedule import WeeklySchedule, Window
from booking.time.intervals import Interval
from tests.engine import at, call
from tests.examples import HALF_HOUR, MADE, NINE, PROVIDER_ID, booked, new_provider, origin, provider
from tests.fake_store import FakeStore
from tests.unit.rules.asked import offering

DAY = date(2027, 3, 1)
TODAY = MADE.date()


def emptiness(store: FakeStore, day: date = DAY, now: datetime = MADE, service_id: str | None = None) -> str | None:
    query = AvailabilityQuery.on(PROVIDER_ID, day, service_id)
    return get_availability(query, store, call(clock=at(now))).empty_because


def kept(**changes: object) -> FakeStore:
    """A store with the sample provider, changed."""
    return FakeStore({PROVIDER_ID: replace(provider(), **changes)})  # type: ignore[arg-type]  # names of its fields


def test_with_openings_there_is_nothing_to_say(store: FakeStore) -> None:
    assert emptiness(store) is None


def test_without_a_schedule_nothing_else_counts() -> None:
    assert emptiness(FakeStore({PROVIDER_ID: new_provider()}), TODAY - timedelta(days=1)) == Emptiness.NO_SCHEDULE


def test_a_service_on_a_date_with_own_windows_needs_no_schedule() -> None:
    store = FakeStore({PROVIDER_ID: replace(new_provider(), has_overrides=True)})
    store.offerings[PROVIDER_ID, "service"] = offering(60)
    store.overrides[PROVIDER_ID, DAY] = (Window(540, 600),)
    assert emptiness(store, service_id="service") is None
    assert emptiness(store, DAY + timedelta(days=1), service_id="service") == Emptiness.CLOSED


def test_yesterday_is_past_also_if_it_was_closed(store: FakeStore) -> None:
    assert emptiness(store, TODAY - timedelta(days=1)) == Emptiness.PAST
    assert emptiness(kept(schedule=WeeklySchedule()), TODAY - timedelta(days=1)) == Emptiness.PAST


def test_today_is_past_after_the_last_start(store: FakeStore) -> None:
    assert emptiness(store, now=NINE + 7 * timedelta(hours=1)) == Emptiness.PAST


def test_a_closed_today_is_closed_in_the_evening_too() -> None:
    assert emptiness(kept(schedule=WeeklySchedule()), now=NINE + 7 * timedelta(hours=1)) == Emptiness.CLOSED


def test_too_far_ahead_is_beyond_the_horizon_also_if_it_is_closed() -> None:
    near = kept(rules=Rules(max_advance_days=30), schedule=WeeklySchedule())
    assert emptiness(near) == Emptiness.BEYOND_HORIZON
    assert emptiness(near, date(2030, 1, 1)) == Emptiness.BEYOND_HORIZON


def test_a_range_whose_open_dates_are_too_far_is_beyond_the_horizon() -> None:
    """The horizon ends on Sunday, and only Mondays are open."""
    mondays = WeeklySchedule(days=((Window(540, 600),), *((),) * 6))
    store = kept(rules=Rules(max_advance_days=2), schedule=mondays)
    query = AvailabilityQuery(PROVIDER_ID, TODAY, TODAY + timedelta(days=3))
    assert get_availability(query, store, call(clock=at(MADE))).empty_because == Emptiness.BEYOND_HORIZON
    near = query._replace(last=TODAY + timedelta(days=2))
    assert get_availability(near, store, call(clock=at(MADE))).empty_because == Emptiness.CLOSED


def test_a_date_without_windows_is_closed() -> None:
    assert emptiness(kept(schedule=WeeklySchedule())) == Emptiness.CLOSED


def test_windows_that_are_too_short_are_closed() -> None:
    assert emptiness(kept(schedule=WeeklySchedule(days=((Window(540, 555),),) * 7))) == Emptiness.CLOSED


def test_time_off_all_day_looks_like_a_closed_date(store: FakeStore) -> None:
    store.listed[PROVIDER_ID] = {"x": Interval(NINE - timedelta(hours=9), NINE + timedelta(hours=9))}
    assert emptiness(store) == Emptiness.CLOSED


def test_time_off_and_appointments_together_look_full(store: FakeStore) -> None:
    store.listed[PROVIDER_ID] = {"x": Interval(NINE, NINE + timedelta(hours=9))}
    store.put(*appointments(NINE - timedelta(hours=1), 2))
    assert emptiness(store) == Emptiness.FULL


def test_a_provider_who_takes_no_appointments_is_closed() -> None:
    assert emptiness(kept(state=ProviderState.INACTIVE)) == Emptiness.CLOSED


def test_a_retired_service_is_closed(store: FakeStore) -> None:
    store.offerings[PROVIDER_ID, "service"] = offering(60, is_active=False)
    assert emptiness(store, service_id="service") == Emptiness.CLOSED


@pytest.mark.parametrize("rules", [Rules(min_notice_days=1), Rules(min_notice_minutes=1440)])
def test_starts_within_the_notice_are_too_soon(rules: Rules) -> None:
    assert emptiness(kept(rules=rules), now=NINE - timedelta(hours=2)) == Emptiness.TOO_SOON


def test_a_date_whose_starts_are_all_taken_is_full(store: FakeStore) -> None:
    store.put(*appointments(NINE - timedelta(hours=1), 16))
    assert emptiness(store) == Emptiness.FULL


def test_a_date_whose_limit_is_reached_is_full() -> None:
    store = kept(rules=Rules(max_per_day=1))
    store.put(booked())
    assert emptiness(store) == Emptiness.FULL


def test_a_date_that_the_zone_skips_is_closed() -> None:
    """Samoa had no 30 December 2011."""
    apia = new_provider(timezone="Pacific/Apia").with_schedule({}, 30, origin())
    store = FakeStore({PROVIDER_ID: apia})
    assert emptiness(store, date(2011, 12, 30), datetime.fromisoformat("2011-12-01T00:00Z")) == Emptiness.CLOSED


def appointments(first: datetime, count: int) -> list[Appointment]:
    """One after another."""
    ids = (f"00000000-0000-4000-8000-0000000001{n:02}" for n in range(count))
    return [booked(first + n * HALF_HOUR, appointment_id=each) for n, each in enumerate(ids)]
