"""The decisions of get_availability."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import date, timedelta

import pytest

from booking.appointments.appointment import Appointment, Customer
from booking.appointments.refusals import (
    AppointmentHasStarted,
    AppointmentIsCancelled,
    TooLateToChange,
)
from booking.calls.call import Call
from booking.calls.caller import Caller
from booking.openings.availability import AvailabilityQuery
from booking.openings.explain_start import explain_start
from booking.openings.explained import StartQuery
from booking.openings.get_availability import get_availability
from booking.providers.provider import ProviderState
from booking.providers.refusals import ProviderNotFound
from tests.callers import CUSTOMER, DESK
from tests.engine import at, call
from tests.examples import (
    APPOINTMENT_ID,
    DETAILS,
    HALF_HOUR,
    MADE,
    NINE,
    OTHER_ID,
    PROVIDER_ID,
    booked,
    cancelled,
    new_provider,
    origin,
    provider,
)
from tests.fake_store import FakeStore

DAY = date(2027, 3, 1)
OF_DAY = AvailabilityQuery.on(PROVIDER_ID, DAY)
FOR_A_MOVE = AvailabilityQuery.on(PROVIDER_ID, DAY, appointment_id=APPOINTMENT_ID)


def test_what_others_have_booked_is_not_free(store_with_booking: FakeStore, present: Call) -> None:
    free = get_availability(OF_DAY, store_with_booking, present).free
    assert len(free) == 15
    assert booked().interval not in free


def test_what_was_cancelled_is_free(store: FakeStore, present: Call) -> None:
    store.put(cancelled())
    assert len(get_availability(OF_DAY, store, present).free) == 16


def test_the_own_start_of_a_moved_appointment_is_found_later_though_its_provider_is_inactive(
    store_with_booking: FakeStore, present: Call
) -> None:
    store_with_booking.put(replace(provider(), state=ProviderState.INACTIVE))
    query = FOR_A_MOVE._replace(first=MADE.date(), last=MADE.date(), is_next_wanted=True)
    soonest = get_availability(query, store_with_booking, present).soonest
    assert soonest
    assert [free.start for free in soonest.openings.intervals(15)] == [NINE]


def test_what_has_passed_is_not_free(store: FakeStore) -> None:
    free = get_availability(OF_DAY, store, call(clock=at(NINE))).free
    assert free[0].start == NINE + HALF_HOUR


def test_a_provider_without_a_schedule_has_nothing_free(present: Call) -> None:
    availability = get_availability(OF_DAY, FakeStore({PROVIDER_ID: new_provider()}), present)
    assert (availability.duration, availability.free) == (None, [])


def test_an_unknown_provider_is_not_found(store: FakeStore, present: Call) -> None:
    with pytest.raises(ProviderNotFound):
        get_availability(AvailabilityQuery.on(OTHER_ID, DAY), store, present)


def test_for_a_move_the_own_time_is_free(store_with_booking: FakeStore, present: Call) -> None:
    free = get_availability(FOR_A_MOVE, store_with_booking, present).free
    assert booked().interval in free


def test_for_a_move_the_own_time_is_free_though_it_is_offered_no_more(
    store_with_booking: FakeStore, present: Call
) -> None:
    store_with_booking.put(provider().with_schedule({}, 30, origin("another")))
    free = get_availability(FOR_A_MOVE, store_with_booking, present).free
    assert free == [booked().interval]


def test_for_a_move_the_own_length_counts(store_with_booking: FakeStore, present: Call) -> None:
    store_with_booking.put(provider().with_schedule({}, 60, origin("another")))
    moved = get_availability(FOR_A_MOVE, store_with_booking, present)
    assert moved.duration == 30


def test_it_may_be_to_go_to_another_provider(store_with_booking: FakeStore, present: Call) -> None:
    """What the move would accept there; its own claims are elsewhere."""
    store_with_booking.providers[OTHER_ID] = provider(OTHER_ID)
    store_with_booking.put(booked(NINE + HALF_HOUR, appointment_id=OTHER_ID, of=provider(OTHER_ID)))
    query = AvailabilityQuery.on(OTHER_ID, DAY, appointment_id=APPOINTMENT_ID)
    found = [opening.start for opening in get_availability(query, store_with_booking, present).free]
    assert (NINE in found, NINE + HALF_HOUR in found) == (True, False)


def test_a_cancelled_appointment_has_nowhere_to_go(store: FakeStore, present: Call) -> None:
    store.put(cancelled())
    with pytest.raises(AppointmentIsCancelled):
        get_availability(FOR_A_MOVE, store, present)


def with_cutoff() -> Appointment:
    """The customer's, to be moved an hour before its start at the latest."""
    own = DETAILS._replace(customer=Customer(CUSTOMER.customer_id, None))
    return replace(booked(details=own), reschedule_cutoff_minutes=60)


@pytest.mark.parametrize(("caller", "is_refused"), [(CUSTOMER, True), (DESK, False)])
def test_after_the_cutoff_only_staff_may_ask_whither_to_move(
    store: FakeStore, caller: Caller, is_refused: bool
) -> None:
    store.put(with_cutoff())
    late = call(clock=at(NINE - 2 * HALF_HOUR + timedelta(seconds=1)), caller=caller)
    refused = pytest.raises(TooLateToChange) if is_refused else nullcontext()
    with refused:
        assert get_availability(FOR_A_MOVE, store, late).free
    with refused:
        explain_start(StartQuery(PROVIDER_ID, NINE, appointment_id=APPOINTMENT_ID), store, late)


def test_until_the_cutoff_a_customer_may_ask(store: FakeStore) -> None:
    store.put(with_cutoff())
    last = call(clock=at(NINE - 2 * HALF_HOUR), caller=CUSTOMER)
    assert get_availability(FOR_A_MOVE, store, last).free


def test_a_started_appointment_has_nowhere_to_go(store_with_booking: FakeStore) -> None:
    with pytest.raises(AppointmentHasStarted):
        get_availability(
            FOR_A_MOVE,
            store_with_booking,
            call(clock=at(NINE)),
        )
