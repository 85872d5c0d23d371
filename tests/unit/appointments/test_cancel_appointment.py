"""The decisions of cancel_appointment."""

import pytest

from booking.appointments.cancel_appointment import cancel_appointment
from booking.appointments.commands import CancelAppointment
from booking.appointments.refusals import AppointmentHasStarted, AppointmentIsCancelled, AppointmentNotFound
from booking.calls.call import Call
from booking.calls.precondition import Precondition
from booking.calls.refusals import Busy, VersionMismatch
from tests.engine import at, call
from tests.examples import APPOINTMENT_ID, NINE, OTHER_ID, booked, cancelled, changed, rescheduled
from tests.fake_store import FakeStore

ILL = CancelAppointment(APPOINTMENT_ID, "ill")
WITHOUT_REASON = CancelAppointment(APPOINTMENT_ID)
STALE = Precondition({7})


@pytest.fixture
def store(store_with_booking: FakeStore) -> FakeStore:
    return store_with_booking


def test_a_cancellation_is_saved_as_it_is_answered(store: FakeStore, present: Call) -> None:
    after = cancel_appointment(ILL, store, present)
    assert store.appointment(APPOINTMENT_ID) == after
    assert (after.is_confirmed, after.cancellation_reason, after.version) == (False, "ill", 2)


@pytest.mark.parametrize("again", [ILL, WITHOUT_REASON, ILL._replace(precondition=STALE)])
def test_cancelling_twice_answers_the_first(store: FakeStore, present: Call, again: CancelAppointment) -> None:
    first = cancel_appointment(ILL, store, present)
    assert cancel_appointment(again, store, present) == first


def test_cancelling_twice_is_answered_after_the_start(store: FakeStore, present: Call) -> None:
    first = cancel_appointment(ILL, store, present)
    assert cancel_appointment(ILL, store, call(clock=at(NINE))) == first


def test_another_reason_afterwards_is_refused(store: FakeStore, present: Call) -> None:
    cancel_appointment(ILL, store, present)
    with pytest.raises(AppointmentIsCancelled):
        cancel_appointment(ILL._replace(reason="on holiday"), store, present)


def test_another_version_than_the_client_named_is_left_alone(store: FakeStore, present: Call) -> None:
    with pytest.raises(VersionMismatch):
        cancel_appointment(ILL._replace(precondition=STALE), store, present)
    assert store.appointment(APPOINTMENT_ID) == booked()


def test_the_version_is_asked_before_the_start(store: FakeStore) -> None:
    with pytest.raises(VersionMismatch):
        cancel_appointment(ILL._replace(precondition=STALE), store, call(clock=at(NINE)))


def test_an_appointment_that_has_started_cannot_be_cancelled(store: FakeStore) -> None:
    with pytest.raises(AppointmentHasStarted):
        cancel_appointment(ILL, store, call(clock=at(NINE)))


def test_an_unknown_appointment_is_not_found(store: FakeStore, present: Call) -> None:
    with pytest.raises(AppointmentNotFound):
        cancel_appointment(ILL._replace(appointment_id=OTHER_ID), store, present)


def test_a_cancellation_that_meets_a_move_cancels_the_moved_appointment(store: FakeStore, present: Call) -> None:
    store.meanwhile["cancel"] = [lambda: store.put(rescheduled())]
    after = cancel_appointment(ILL, store, present)
    assert (after.version, after.interval) == (3, rescheduled().interval)


def test_a_cancellation_that_meets_a_move_is_refused_where_the_client_named_the_version(
    store: FakeStore, present: Call
) -> None:
    store.meanwhile["cancel"] = [lambda: store.put(rescheduled())]
    with pytest.raises(VersionMismatch):
        cancel_appointment(ILL._replace(precondition=Precondition({1})), store, present)


def test_a_cancellation_that_meets_another_answers_that_one(store: FakeStore, present: Call) -> None:
    store.meanwhile["cancel"] = [lambda: store.put(cancelled())]
    assert cancel_appointment(WITHOUT_REASON, store, present) == cancelled()


def test_an_appointment_that_changes_at_every_attempt_is_busy(store: FakeStore, present: Call) -> None:
    store.meanwhile["cancel"] = [lambda: store.put(changed(store.appointment(APPOINTMENT_ID)))] * 3
    with pytest.raises(Busy):
        cancel_appointment(ILL, store, present)
