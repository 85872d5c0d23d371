"""The decisions of reschedule_appointment."""

from datetime import timedelta

import pytest

from booking.appointments.commands import RescheduleAppointment
from booking.appointments.refusals import (
    AppointmentHasStarted,
    AppointmentIsCancelled,
    AppointmentNotFound,
    SlotInPast,
    SlotNotOffered,
    SlotTaken,
)
from booking.appointments.reschedule_appointment import reschedule_appointment
from booking.calls.call import Call
from booking.calls.change import Previous
from booking.calls.precondition import Precondition
from booking.calls.refusals import Busy, VersionMismatch
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
    changed,
    origin,
    provider,
    rescheduled,
)
from tests.fake_store import FakeStore

LATER = RescheduleAppointment(APPOINTMENT_ID, NINE + 2 * HALF_HOUR)
TO_NINE = RescheduleAppointment(APPOINTMENT_ID, NINE)
STALE = Precondition({7})
NEVER_OFFERED = NINE + timedelta(minutes=1)


@pytest.fixture
def store(store_with_booking: FakeStore) -> FakeStore:
    return store_with_booking


def test_a_move_is_saved_as_it_is_answered(store: FakeStore, present: Call) -> None:
    moved = reschedule_appointment(LATER, store, present)
    assert store.appointment(APPOINTMENT_ID) == moved
    assert (moved.interval.start, moved.version) == (LATER.start, 2)


def test_a_move_to_the_time_that_it_has_writes_nothing(store: FakeStore, present: Call) -> None:
    assert reschedule_appointment(TO_NINE, store, present) == booked()
    assert store.appointment(APPOINTMENT_ID) == booked()


def test_a_move_to_the_time_that_it_has_is_answered_on_a_stale_version(store: FakeStore, present: Call) -> None:
    assert reschedule_appointment(TO_NINE._replace(precondition=STALE), store, present) == booked()


def test_a_move_to_the_time_that_it_has_is_answered_after_its_start(store: FakeStore) -> None:
    assert reschedule_appointment(TO_NINE, store, call(clock=at(NINE))) == booked()


def test_a_cancelled_appointment_is_not_moved_to_the_time_that_it_had(store: FakeStore, present: Call) -> None:
    store.put(cancelled())
    with pytest.raises(AppointmentIsCancelled):
        reschedule_appointment(TO_NINE, store, present)


def test_another_version_than_the_client_named_is_left_alone(store: FakeStore, present: Call) -> None:
    with pytest.raises(VersionMismatch):
        reschedule_appointment(LATER._replace(precondition=STALE), store, present)
    assert store.appointment(APPOINTMENT_ID) == booked()


def test_the_version_is_asked_before_the_start(store: FakeStore) -> None:
    """A client that names an old version gets that answer first, even if nothing can be changed any more."""
    with pytest.raises(VersionMismatch):
        reschedule_appointment(LATER._replace(precondition=STALE), store, call(clock=at(NINE)))


def test_an_appointment_that_has_started_cannot_be_moved(store: FakeStore) -> None:
    with pytest.raises(AppointmentHasStarted):
        reschedule_appointment(LATER, store, call(clock=at(NINE)))


def test_an_appointment_cannot_be_moved_into_the_past(store: FakeStore, present: Call) -> None:
    with pytest.raises(SlotInPast):
        reschedule_appointment(LATER._replace(start=MADE), store, present)


def test_an_unknown_appointment_is_not_found(store: FakeStore, present: Call) -> None:
    with pytest.raises(AppointmentNotFound):
        reschedule_appointment(LATER._replace(appointment_id=OTHER_ID), store, present)


def test_a_taken_slot_is_refused_with_what_is_free_nearby(store: FakeStore, present: Call) -> None:
    store.put(booked(LATER.start, appointment_id=OTHER_ID))
    with pytest.raises(SlotTaken) as refused:
        reschedule_appointment(LATER, store, present)
    starts = [interval.start for interval in refused.value.alternatives]
    assert starts == [NINE + HALF_HOUR, NINE + 3 * HALF_HOUR, NINE + 4 * HALF_HOUR], "its own time, NINE, is none"


def test_a_move_that_meets_another_is_made_on_top(store: FakeStore, present: Call) -> None:
    store.meanwhile["reschedule"] = [lambda: store.put(rescheduled())]
    moved = reschedule_appointment(LATER, store, present)
    assert (moved.version, moved.change.previous) == (3, Previous(rescheduled().interval, PROVIDER_ID, None))


def test_a_move_that_meets_another_is_refused_where_the_client_named_the_version(
    store: FakeStore, present: Call
) -> None:
    store.meanwhile["reschedule"] = [lambda: store.put(rescheduled())]
    with pytest.raises(VersionMismatch):
        reschedule_appointment(LATER._replace(precondition=Precondition({1})), store, present)


def test_a_move_that_meets_a_cancellation_is_refused(store: FakeStore, present: Call) -> None:
    store.meanwhile["reschedule"] = [lambda: store.put(cancelled())]
    with pytest.raises(AppointmentIsCancelled):
        reschedule_appointment(LATER, store, present)


def test_a_provider_that_changed_meanwhile_is_asked_again(store: FakeStore, present: Call) -> None:
    store.meanwhile["reschedule"] = [lambda: store.put(provider().with_schedule({}, 30, origin("another")))]
    with pytest.raises(SlotNotOffered):
        reschedule_appointment(LATER, store, present)


def test_a_start_that_is_not_offered_is_refused(store: FakeStore, present: Call) -> None:
    with pytest.raises(SlotNotOffered):
        reschedule_appointment(LATER._replace(start=NEVER_OFFERED), store, present)


def test_a_refusal_holds_only_for_the_appointment_as_it_stood_when_the_provider_was_read(
    store: FakeStore, present: Call
) -> None:
    """It was cancelled before its provider was read: no instant made the refusal of the start true."""
    store.meanwhile["provider"] = [lambda: store.put(cancelled())]
    with pytest.raises(AppointmentIsCancelled):
        reschedule_appointment(LATER._replace(start=NEVER_OFFERED), store, present)


def test_an_appointment_that_changes_at_every_attempt_is_busy(store: FakeStore, present: Call) -> None:
    store.meanwhile["reschedule"] = [lambda: store.put(changed(store.appointment(APPOINTMENT_ID)))] * 3
    with pytest.raises(Busy):
        reschedule_appointment(LATER, store, present)
