"""Which appointments a change of the rules hits."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from booking.appointments.appointment import Appointment
from booking.calls.change import Change
from booking.calls.record import Record
from booking.calls.refusals import Busy
from booking.providers.provider import Provider, ProviderState
from booking.providers.rules import Rules
from booking.providers.schedule import WEEKDAYS, Window, day_number
from booking.rules.affected import MOST_ANSWERED, Affected, affected
from booking.rules.claims import Claims, Standing
from booking.rules.dates import Reading
from booking.rules.reasons import Reason
from booking.rules.rulebook import Rulebook
from booking.services.offering import Offering, OfferingChange
from booking.time.intervals import Interval
from tests.examples import APPOINTMENT_ID, HALF_HOUR, MADE, NINE, booked, origin, provider
from tests.fake_store import FakeStore

DAY = timedelta(days=1)
MONDAY = day_number(NINE.date())
ALL_DAYS = range(MONDAY - 60, MONDAY + 600)


@pytest.fixture
def store() -> FakeStore:
    """With one appointment, on Monday at 10:00 in Rome."""
    store = FakeStore()
    store.put(provider(), booked())
    return store


def opened(*windows: tuple[int, int], days: Collection[str] = WEEKDAYS) -> Provider:
    return provider().with_schedule({day: [Window(*window) for window in windows] for day in days}, 30, origin())


def reasons(found: Affected) -> Mapping[str, Collection[Reason]]:
    return {hit.appointment_id: hit.reasons for hit in found.appointments}


def test_an_appointment_inside_the_hours_is_not_hit(store: FakeStore) -> None:
    assert affected(Rulebook(provider()), ALL_DAYS, MADE, store) == Affected([])


def test_an_appointment_outside_the_new_hours_is_hit(store: FakeStore) -> None:
    found = affected(Rulebook(opened((660, 1020))), ALL_DAYS, MADE, store)
    assert reasons(found) == {APPOINTMENT_ID: (Reason.OUTSIDE_HOURS,)}
    assert found.appointments[0].interval == booked().interval


def test_other_steps_and_lengths_hit_nothing(store: FakeStore) -> None:
    other_steps = provider().with_schedule({day: [Window(555, 1020)] for day in WEEKDAYS}, 90, origin())
    assert reasons(affected(Rulebook(other_steps), ALL_DAYS, MADE, store)) == {}


def test_time_off_and_a_closed_date_hit(store: FakeStore) -> None:
    off = Interval(NINE + HALF_HOUR / 2, NINE + DAY)
    assert reasons(affected(Rulebook(provider(), time_off=[off]), ALL_DAYS, MADE, store)) == {
        APPOINTMENT_ID: (Reason.TIME_OFF,)
    }
    assert reasons(affected(Rulebook(provider(), overrides={MONDAY: ()}), ALL_DAYS, MADE, store)) == {
        APPOINTMENT_ID: (Reason.CLOSED,)
    }


def test_a_deactivated_provider_hits_all_that_is_to_come(store: FakeStore) -> None:
    inactive = replace(provider(), state=ProviderState.INACTIVE)
    assert reasons(affected(Rulebook(inactive), ALL_DAYS, MADE, store)) == {APPOINTMENT_ID: (Reason.PROVIDER_INACTIVE,)}
    assert reasons(affected(Rulebook(inactive), ALL_DAYS, NINE, store)) == {}, "it has started"


def test_only_the_dates_that_are_asked_for_and_the_one_before_are_looked_at(store: FakeStore) -> None:
    closed = Rulebook(opened())
    asked = {
        first: bool(affected(closed, range(MONDAY + first, MONDAY + 9), MADE, store).appointments) for first in range(3)
    }
    assert asked == {0: True, 1: True, 2: False}


def test_past_dates_are_not_looked_at(store: FakeStore) -> None:
    assert affected(Rulebook(opened()), range(MONDAY - 100, MONDAY - 90), MADE, store) == Affected([])


@pytest.mark.parametrize(
    "accepted", [replace(booked(), override=(Reason.CLOSED,)), replace(booked(), kept=(Reason.CLOSED,))]
)
def test_what_somebody_has_accepted_is_no_longer_a_reason(store: FakeStore, accepted: Appointment) -> None:
    store.put(accepted)
    assert affected(Rulebook(opened()), ALL_DAYS, MADE, store) == Affected([])


class Many(FakeStore):
    """With that many appointments, one a day."""

    count = MOST_ANSWERED

    def standing(self, provider: Provider, reading: Reading) -> tuple[Claims, datetime | None]:
        starts = [NINE + n * DAY for n in range(self.count)]
        standing = [Standing(f"a-{n}", Interval(start, start + HALF_HOUR)) for n, start in enumerate(starts)]
        return Claims(standing=standing[::-1]), None

    def accepted(self, appointment_ids: Collection[str]) -> Mapping[str, Collection[Reason]]:
        return {}


@pytest.mark.parametrize(("count", "until"), [(200, None), (201, NINE + 200 * DAY)])
def test_of_many_the_first_are_answered_in_order_and_where_the_search_ended(count: int, until: datetime | None) -> None:
    many = Many()
    many.count = count
    found = affected(Rulebook(opened()), ALL_DAYS, datetime(2027, 1, 1, tzinfo=UTC), many)
    assert [hit.appointment_id for hit in found.appointments] == [f"a-{n}" for n in range(MOST_ANSWERED)]
    assert found.searched_until == until


def test_a_retired_service_hits_its_own_appointments_only(store: FakeStore, retired_cut: Rulebook) -> None:
    def of_service(appointment_id: str, service_id: str, start: datetime) -> Appointment:
        return replace(booked(start, appointment_id=appointment_id), service_id=service_id)

    store.put(of_service("cut-1", "cut", NINE + HALF_HOUR), of_service("shave-1", "shave", NINE + 2 * HALF_HOUR))
    found = affected(retired_cut, ALL_DAYS, MADE, store)
    assert reasons(found) == {"cut-1": (Reason.SERVICE_RETIRED,)}


@pytest.fixture
def retired_cut() -> Rulebook:
    record = Record.new(Change(OfferingChange.RETIRED, origin()))
    return Rulebook(provider(), Offering("cut", record, provider().id, "Haircut", None, 30, Rules(), is_active=False))


class Throttled(FakeStore):
    """`standing` or `accepted` cannot be read in time."""

    method = ""

    def standing(self, provider: Provider, reading: Reading) -> tuple[Claims, datetime | None]:
        if self.method == "standing":
            raise Busy
        return super().standing(provider, reading)

    def accepted(self, appointment_ids: Collection[str]) -> Mapping[str, Collection[Reason]]:
        raise Busy


@pytest.mark.parametrize("method", ["standing", "accepted"])
def test_a_change_that_stands_is_answered_even_if_what_it_hits_cannot_be_read(method: str) -> None:
    store = Throttled()
    store.put(provider(), booked())
    store.method = method
    assert affected(Rulebook(opened()), ALL_DAYS, MADE, store) == Affected([], MADE)
