"""The decisions of update_appointment."""

from dataclasses import replace
from typing import Any

import pytest

from booking.appointments.appointment import AppointmentChange, Corrections, Customer
from booking.appointments.commands import UpdateAppointment
from booking.appointments.refusals import AppointmentNotFound
from booking.appointments.update_appointment import update_appointment
from booking.calls.call import Call
from booking.calls.precondition import Precondition
from booking.calls.refusals import Forbidden, ValidationFailed, VersionMismatch
from tests.callers import CUSTOMER, OTHER_CUSTOMER
from tests.engine import at, call
from tests.examples import APPOINTMENT_ID, DETAILS, MADE, OTHER_ID, booked, cancelled, changed
from tests.fake_store import FakeStore

PHONE: Corrections = {"phone": "+39 06 7654321"}
STALE = Precondition({7})


@pytest.fixture
def store(store_with_booking: FakeStore) -> FakeStore:
    return store_with_booking


def correct(corrections: Corrections, **given: Any) -> UpdateAppointment:
    return UpdateAppointment(APPOINTMENT_ID, corrections, **given)


def test_a_correction_is_saved_as_it_is_answered(store: FakeStore, present: Call) -> None:
    after = update_appointment(correct(PHONE), store, present)
    assert store.appointment(APPOINTMENT_ID) == after
    assert after.details == DETAILS._replace(customer=DETAILS.customer._replace(phone="+39 06 7654321"))
    assert (after.change.type, after.change.fields) == (AppointmentChange.DETAILS_CHANGED, ("customer.phone",))


@pytest.mark.parametrize(
    ("corrections", "fields"),
    [
        ({"name": "Ada", "email": None}, ("customer.name", "customer.email")),
        ({"notes": None, "internal_note": "Comes late"}, ("notes", "internalNote")),
        ({"metadata": {"secret-key": None, "new": "1"}}, ("metadata",)),
        ({"metadata": None}, ("metadata",)),
    ],
)
def test_the_change_names_the_fields(
    store: FakeStore, present: Call, corrections: Corrections, fields: tuple[str, ...]
) -> None:
    assert update_appointment(correct(corrections), store, present).change.fields == fields


def test_metadata_is_merged_entry_by_entry(store: FakeStore, present: Call) -> None:
    more = update_appointment(correct({"metadata": {"new": "1"}}), store, present)
    assert more.details.metadata == {"secret-key": "secret-value", "new": "1"}
    fewer = update_appointment(correct({"metadata": {"secret-key": None, "unknown": None}}), store, present)
    assert fewer.details.metadata == {"new": "1"}


def test_metadata_has_at_most_twenty_entries(store: FakeStore, present: Call) -> None:
    twenty = {str(number): "x" for number in range(20)}
    with pytest.raises(ValidationFailed, match="metadata: must have at most 20 entries"):
        update_appointment(correct({"metadata": twenty}), store, present)
    assert (
        len(update_appointment(correct({"metadata": {**twenty, "19": None}}), store, present).details.metadata or ())
        == 20
    )


@pytest.mark.parametrize("corrections", [{}, {"notes": DETAILS.notes}, {"metadata": {}}, {"metadata": {"other": None}}])
def test_what_changes_nothing_writes_nothing(store: FakeStore, present: Call, corrections: Corrections) -> None:
    assert update_appointment(correct(corrections, precondition=STALE), store, present) == booked()


def test_another_version_than_the_client_named_is_left_alone(store: FakeStore, present: Call) -> None:
    with pytest.raises(VersionMismatch):
        update_appointment(correct(PHONE, precondition=STALE), store, present)
    assert store.appointment(APPOINTMENT_ID) == booked()


def test_what_is_cancelled_can_be_corrected(store: FakeStore, present: Call) -> None:
    store.put(cancelled())
    assert update_appointment(correct(PHONE), store, present).version == 3


def test_a_change_meanwhile_is_corrected_too(store: FakeStore, present: Call) -> None:
    store.meanwhile["save"] = [lambda: store.put(changed(booked()))]
    assert update_appointment(correct(PHONE), store, present).version == 3


def test_a_customer_corrects_its_own_and_writes_no_internal_note(store: FakeStore) -> None:
    store.put(replace(booked(), details=DETAILS._replace(customer=Customer(CUSTOMER.customer_id, "Kim"))))
    by_customer = call(clock=at(MADE), caller=CUSTOMER)
    assert update_appointment(correct(PHONE), store, by_customer).version == 2
    with pytest.raises(Forbidden, match="internal note"):
        update_appointment(correct({"internal_note": "kind"}), store, by_customer)


@pytest.mark.parametrize("appointment_id", [APPOINTMENT_ID, OTHER_ID])
def test_that_of_another_customer_and_none_at_all_are_refused_alike(store: FakeStore, appointment_id: str) -> None:
    command = correct(PHONE)._replace(appointment_id=appointment_id)
    with pytest.raises(AppointmentNotFound):
        update_appointment(command, store, call(clock=at(MADE), caller=OTHER_CUSTOMER))
