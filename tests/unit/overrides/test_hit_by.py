"""The appointments that a change of overrides hits."""

from datetime import date, timedelta

import pytest

from booking.calls.call import Call
from booking.overrides.hit_by import hit_by_overrides
from booking.overrides.override import Overridden, Override
from booking.providers.schedule import Window
from booking.rules.reasons import Reason
from tests.examples import APPOINTMENT_ID, NINE, OTHER_ID, PROVIDER_ID, booked, origin, provider
from tests.fake_store import FakeStore

MONDAY = date(2027, 3, 1)
DAY = timedelta(days=1)
LATE = Window(23 * 60 + 45, 24 * 60)


@pytest.fixture(autouse=True)
def _appointments(store: FakeStore) -> None:
    """On Monday and Wednesday at 10:00 in Rome."""
    store.put(booked(), booked(NINE + 2 * DAY, appointment_id=OTHER_ID))


def hits(store: FakeStore, call: Call, *overrides: Override) -> dict[str, tuple[Reason, ...]]:
    found = hit_by_overrides(Overridden(provider(), overrides), store, call).appointments
    return {hit.appointment_id: hit.reasons for hit in found}


def test_a_closed_date_hits_its_appointments(store: FakeStore, present: Call) -> None:
    assert hits(store, present, Override(MONDAY, ())) == {APPOINTMENT_ID: (Reason.CLOSED,)}


def test_windows_hit_what_is_outside_of_them(store: FakeStore, present: Call) -> None:
    assert hits(store, present, Override(MONDAY, (LATE,))) == {APPOINTMENT_ID: (Reason.OUTSIDE_HOURS,)}
    assert hits(store, present, Override(MONDAY, (Window(600, 630),))) == {}


def test_dates_in_between_are_left_out(store: FakeStore, present: Call) -> None:
    """Monday's appointment is already outside the hours."""
    store.overrides[PROVIDER_ID, MONDAY] = ()
    others = (Override(MONDAY - 2 * DAY, ()), Override(MONDAY + 2 * DAY, ()))
    assert hits(store, present, *others) == {OTHER_ID: (Reason.CLOSED,)}


def test_what_is_left_out_takes_nobodys_place_in_the_list(
    store: FakeStore, present: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("booking.rules.affected.MOST_ANSWERED", 1)
    store.overrides[PROVIDER_ID, MONDAY] = ()
    around = [Override(MONDAY - 2 * DAY, ()), Override(MONDAY + 2 * DAY, ())]
    found = hit_by_overrides(Overridden(provider(), around), store, present)
    assert ([hit.appointment_id for hit in found.appointments], found.searched_until) == ([OTHER_ID], None)


def test_where_the_week_holds_again_it_says_what_is_hit(store: FakeStore, present: Call) -> None:
    store.overrides[PROVIDER_ID, MONDAY] = ()
    assert hits(store, present, Override(MONDAY, None)) == {}


def test_an_appointment_over_midnight_is_hit_by_the_next_date(store: FakeStore, present: Call) -> None:
    """From 23:45 on Sunday to 00:15 on Monday."""
    open_at_night = provider().with_schedule({"sunday": [LATE], "monday": [Window(0, 60)]}, 30, origin())
    store.put(booked(NINE - timedelta(hours=10, minutes=15), appointment_id=OTHER_ID, of=open_at_night))
    store.overrides[PROVIDER_ID, MONDAY - DAY] = (LATE,)
    assert hits(store, present, Override(MONDAY, (Window(0, 60), Window(600, 630)))) == {}
    assert hits(store, present, Override(MONDAY, (Window(600, 630),))) == {OTHER_ID: (Reason.OUTSIDE_HOURS,)}
