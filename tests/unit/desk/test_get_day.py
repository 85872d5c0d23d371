"""What is drawn on a day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from booking.appointments.appointment import Appointment
from booking.calls.refusals import Busy
from booking.desk.day import Day
from booking.desk.get_day import get_day
from booking.rules.claims import Claims
from booking.rules.reasons import Reason
from booking.time.grid import slot_at
from booking.time.intervals import Interval
from tests.engine import at, call
from tests.examples import (
    APPOINTMENT_ID,
    HALF_HOUR,
    MADE,
    NINE,
    OTHER_ID,
    PROVIDER_ID,
    booked,
    cancelled,
    moved,
    origin,
    provider,
)
from tests.fake_store import FakeStore

DAY = NINE.date()
MIDNIGHT = NINE.replace(hour=23)
"""In Rome, where Monday ends."""


@pytest.fixture
def store() -> FakeStore:
    store = FakeStore()
    store.put(provider())
    return store


def day(store: FakeStore, seconds: float = 10.0) -> Day:
    return get_day(PROVIDER_ID, DAY, store, call(clock=at(MADE), seconds=seconds))


def drawn(store: FakeStore) -> list[str]:
    return [each.id for each in day(store).appointments]


def taking(start: int, own: tuple[int, int], end: int) -> Appointment:
    """An appointment by its claims and its own time, in minutes from Monday's end."""
    first, last, begins, ends = (MIDNIGHT + timedelta(minutes=minute) for minute in (start, end, *own))
    return replace(booked(), interval=Interval(begins, ends), claims=(Interval(first, last),))


def test_appointments_are_in_the_order_of_their_starts(store: FakeStore) -> None:
    store.put(booked(NINE + HALF_HOUR), booked(appointment_id=OTHER_ID))
    assert drawn(store) == [OTHER_ID, APPOINTMENT_ID]


@pytest.mark.parametrize(
    ("appointment", "is_drawn"),
    [
        (taking(-60, (-60, 0), 0), True),
        (taking(-60, (-30, 30), 30), True),
        (taking(0, (0, 30), 30), False),
        (taking(-30, (0, 30), 30), False),
        (taking(-30, (-30, -15), 60), True),
    ],
    ids=["until midnight", "over midnight", "after it", "a buffer before midnight", "a buffer after it"],
)
def test_only_what_has_its_own_time_on_the_date_is_drawn(
    store: FakeStore, appointment: Appointment, is_drawn: bool
) -> None:
    store.put(appointment)
    assert (drawn(store) == [APPOINTMENT_ID]) == is_drawn


def test_a_buffer_is_not_free(store: FakeStore) -> None:
    store.put(replace(booked(), claims=(Interval(NINE, NINE + 2 * HALF_HOUR),)))
    assert day(store).free[1].start == NINE + 2 * HALF_HOUR


def test_what_was_released_is_free(store: FakeStore) -> None:
    """The appointment keeps its own time, and claims less."""
    store.put(replace(booked(), claims=(Interval(NINE, NINE + HALF_HOUR / 2),)))
    found = day(store)
    assert ([each.id for each in found.appointments], found.free[1].start) == ([APPOINTMENT_ID], NINE + HALF_HOUR / 2)


def test_what_is_unresolved_is_counted_unless_it_was_accepted(store: FakeStore) -> None:
    store.overrides[PROVIDER_ID, DAY] = ()
    store.put(booked(), replace(booked(NINE + HALF_HOUR, appointment_id=OTHER_ID), kept=(Reason.CLOSED,)))
    assert day(store).unresolved == {APPOINTMENT_ID}


def cancel(store: FakeStore) -> None:
    store.put(cancelled())


def move(store: FakeStore) -> None:
    store.put(moved(booked(), NINE + 4 * HALF_HOUR, origin("moved")))


def give_away(store: FakeStore) -> None:
    store.put(replace(booked(), provider_id=OTHER_ID))


@pytest.mark.parametrize(("act", "starts"), [(cancel, []), (move, [NINE + 4 * HALF_HOUR]), (give_away, [])])
def test_what_changes_between_the_two_reads_is_read_again(
    store: FakeStore, act: Callable[[FakeStore], None], starts: list[object]
) -> None:
    store.put(booked())
    store.meanwhile["readable"] = [lambda: act(store)]
    found = day(store)
    assert [each.interval.start for each in found.appointments] == starts
    assert found == day(store), "as if it had been so from the beginning"


@pytest.mark.parametrize("act", [cancel, give_away])
def test_after_the_last_reading_what_stands_there_no_longer_is_not_drawn(
    store: FakeStore, act: Callable[[FakeStore], None]
) -> None:
    store.put(booked())
    back = [lambda: store.put(booked())] * 3
    store.meanwhile = {"claims": [*back], "readable": [lambda: act(store)] * 3}
    assert day(store).appointments == []


def test_a_claim_that_its_owner_does_not_know_of_is_taken(store: FakeStore) -> None:
    """It is neither free nor anybody's."""
    store.put(booked())
    store.meanwhile = {"readable": [lambda: cancel(store)], "claims": []}
    store.claims = lambda *_: Claims({slot_at(NINE, 15): APPOINTMENT_ID})  # type: ignore[method-assign]
    assert (day(store).taken, day(store).appointments) == ([Interval(NINE, NINE + HALF_HOUR / 2)], [])


def test_an_archived_day_ends_where_the_rest_was_released(store: FakeStore) -> None:
    late = taking(-30, (-30, 30), 30)
    store.put(replace(late, released_from=MIDNIGHT, claims=(Interval(MIDNIGHT - HALF_HOUR, MIDNIGHT),)))
    long_after = call(clock=at(MADE + timedelta(days=800)))
    monday, tuesday = (get_day(PROVIDER_ID, DAY + timedelta(days=n), store, long_after) for n in (0, 1))
    assert (monday.is_archived, len(monday.appointments), len(tuesday.appointments)) == (True, 1, 0)


def test_a_missing_appointment_is_not_looked_for_again(store: FakeStore) -> None:
    class Losing(FakeStore):
        readings = 0

        def readable(self, appointment_ids: object) -> dict[str, Appointment]:
            self.readings += 1
            return {}

    losing = Losing(providers=store.providers, appointments={APPOINTMENT_ID: booked()})
    assert day(losing).taken == [Interval(NINE, NINE + HALF_HOUR)]
    assert losing.readings == 1


def test_without_time_for_a_reading_it_is_busy(store: FakeStore) -> None:
    with pytest.raises(Busy):
        day(store, seconds=3.4)
