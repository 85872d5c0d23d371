"""The decisions of get_appointment."""

import pytest

from booking.appointments.get_appointment import get_appointment
from booking.appointments.refusals import AppointmentNotFound
from tests.engine import call
from tests.examples import APPOINTMENT_ID, OTHER_ID, booked
from tests.fake_store import FakeStore


def test_an_appointment_is_answered_as_it_is_stored(store_with_booking: FakeStore) -> None:
    assert get_appointment(APPOINTMENT_ID, store_with_booking, call()) == booked()


def test_an_unknown_appointment_is_not_found(store_with_booking: FakeStore) -> None:
    with pytest.raises(AppointmentNotFound):
        get_appointment(OTHER_ID, store_with_booking, call())
