"""The decisions of set_attendance."""

from datetime import timedelta

import pytest

from booking.appointments.attendance import Attendance
from booking.appointments.commands import SetAttendance
from booking.appointments.refusals import AppointmentNotFound, AttendanceNotPossible
from booking.appointments.set_attendance import set_attendance
from booking.calls.call import Call
from booking.calls.precondition import Precondition
from booking.calls.refusals import Forbidden, VersionMismatch
from tests.callers import CUSTOMER, OTHER_CUSTOMER
from tests.engine import at, call
from tests.examples import APPOINTMENT_ID, NINE, OTHER_ID, booked, changed
from tests.fake_store import FakeStore

ARRIVED = SetAttendance(APPOINTMENT_ID, Attendance.ARRIVED)
NO_SHOW = SetAttendance(APPOINTMENT_ID, Attendance.NO_SHOW, releases_rest=True)
STALE = Precondition({7})
DURING = call(clock=at(NINE + timedelta(minutes=12)))


@pytest.fixture
def store(store_with_booking: FakeStore) -> FakeStore:
    return store_with_booking


def test_an_attendance_is_saved_as_it_is_answered(store: FakeStore) -> None:
    after = set_attendance(NO_SHOW, store, DURING)
    assert store.appointment(APPOINTMENT_ID) == after
    assert (after.attended.attendance, after.version, len(after.slots)) == (Attendance.NO_SHOW, 2, 1)


@pytest.mark.parametrize("again", [NO_SHOW, NO_SHOW._replace(precondition=STALE)])
def test_a_repeat_answers_what_stands(store: FakeStore, again: SetAttendance) -> None:
    first = set_attendance(NO_SHOW, store, DURING)
    assert set_attendance(again, store, DURING) == first


def test_another_version_than_the_client_named_is_left_alone(store: FakeStore) -> None:
    with pytest.raises(VersionMismatch):
        set_attendance(ARRIVED._replace(precondition=STALE), store, DURING)
    assert store.appointment(APPOINTMENT_ID) == booked()


def test_too_early_is_refused(store: FakeStore, present: Call) -> None:
    with pytest.raises(AttendanceNotPossible):
        set_attendance(ARRIVED, store, present)


def test_a_change_meanwhile_is_read_again(store: FakeStore) -> None:
    store.meanwhile["save"] = [lambda: store.put(changed(booked()))]
    assert set_attendance(ARRIVED, store, DURING).version == 3


def test_an_unknown_appointment_is_not_found(store: FakeStore) -> None:
    with pytest.raises(AppointmentNotFound):
        set_attendance(ARRIVED._replace(appointment_id=OTHER_ID), store, DURING)


def test_customers_may_never(store: FakeStore) -> None:
    for caller in (CUSTOMER, OTHER_CUSTOMER):
        with pytest.raises(Forbidden):
            set_attendance(ARRIVED, store, call(clock=at(NINE), caller=caller))
