"""Keeping an appointment that the rules would no longer put where it stands."""

from dataclasses import replace

import pytest

from booking.appointments.appointment import AppointmentChange
from booking.appointments.commands import KeepAppointment
from booking.appointments.keep_appointment import keep_appointment
from booking.appointments.refusals import AppointmentIsCancelled, AppointmentNotFound
from booking.calls.call import Call
from booking.calls.precondition import Precondition
from booking.calls.refusals import VersionMismatch
from booking.rules.reasons import Reason
from tests.examples import APPOINTMENT_ID, OTHER_ID, PROVIDER_ID, booked, cancelled, changed, origin, provider
from tests.fake_store import FakeStore

KEEP = KeepAppointment(APPOINTMENT_ID)


@pytest.fixture
def store(store: FakeStore) -> FakeStore:
    """With an appointment on a date that was closed later."""
    closed = provider().with_schedule({}, 30, origin("closing"))
    store.put(closed, booked())
    return store


def test_it_accepts_the_reasons_against_it(store: FakeStore, present: Call) -> None:
    kept = keep_appointment(KEEP, store, present)
    assert (kept.kept, kept.version, kept.change.type) == ((Reason.CLOSED,), 2, AppointmentChange.KEPT)
    assert store.appointments[APPOINTMENT_ID] == kept
    assert kept.interval == booked().interval


def test_again_changes_nothing_whatever_the_precondition(store: FakeStore, present: Call) -> None:
    kept = keep_appointment(KEEP, store, present)
    assert keep_appointment(KEEP._replace(precondition=Precondition([1])), store, present) == kept


def test_a_further_reason_is_accepted_too(store: FakeStore, present: Call) -> None:
    keep_appointment(KEEP, store, present)
    store.put(provider())
    store.listed[PROVIDER_ID] = {"entry": booked().interval}
    assert keep_appointment(KEEP, store, present).kept == (Reason.CLOSED, Reason.TIME_OFF)


def test_what_was_skipped_at_the_booking_is_accepted_already(store: FakeStore, present: Call) -> None:
    skipped = replace(booked(), override=(Reason.CLOSED,))
    store.put(skipped)
    assert keep_appointment(KEEP, store, present) == skipped


def test_one_that_the_rules_allow_stays_as_it_is(store: FakeStore, present: Call) -> None:
    store.put(provider())
    assert keep_appointment(KEEP, store, present) == booked()


def test_a_stale_version_is_refused(store: FakeStore, present: Call) -> None:
    with pytest.raises(VersionMismatch):
        keep_appointment(KEEP._replace(precondition=Precondition([7])), store, present)


def test_a_cancelled_one_is_refused(store: FakeStore, present: Call) -> None:
    store.put(cancelled())
    with pytest.raises(AppointmentIsCancelled):
        keep_appointment(KEEP, store, present)


def test_an_unknown_one_is_not_found(store: FakeStore, present: Call) -> None:
    with pytest.raises(AppointmentNotFound):
        keep_appointment(KeepAppointment(OTHER_ID), store, present)


def test_what_changed_meanwhile_is_decided_again(store: FakeStore, present: Call) -> None:
    store.meanwhile["save"] = [lambda: store.put(changed(booked()))]
    assert keep_appointment(KEEP, store, present).version == 3
