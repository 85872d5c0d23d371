"""What a caller may do with an appointment at a moment, as its answers say it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from booking.appointments.answers import Viewer, viewer_of
from booking.appointments.appointment import Appointment, Customer, Step
from booking.calls.call import Call
from booking.calls.caller import NOBODY, Caller
from tests.callers import ADMIN, CUSTOMER, DESK, OTHER_CUSTOMER, PROVIDER, THERAPIST
from tests.examples import DETAILS, NINE, booked, provider
from tests.fake_store import FakeStore

BEFORE, AFTER = NINE - timedelta(hours=2), NINE + timedelta(minutes=1)
OF_CUSTOMER = booked(details=DETAILS._replace(customer=Customer(CUSTOMER.customer_id, "Kim")))

every_member_of_staff = pytest.mark.parametrize("caller", [ADMIN, DESK, PROVIDER], ids=["admin", "desk", "provider"])


def allowed(
    appointment: Appointment, caller: Caller, now: datetime = BEFORE, *, unresolved: bool | None = None
) -> set[Step]:
    return {*Viewer(caller, THERAPIST, now).allowed(appointment, unresolved=unresolved)}


@every_member_of_staff
def test_staff_may_move_and_cancel_what_is_to_come(caller: Caller) -> None:
    assert allowed(OF_CUSTOMER, caller) == {Step.RESCHEDULE, Step.CANCEL}


@every_member_of_staff
def test_staff_may_keep_what_the_rules_would_no_longer_allow(caller: Caller) -> None:
    assert Step.KEEP in allowed(OF_CUSTOMER, caller, unresolved=True)
    assert Step.KEEP not in allowed(OF_CUSTOMER, caller, unresolved=False)


def test_a_customer_may_move_and_cancel_its_own() -> None:
    assert allowed(OF_CUSTOMER, CUSTOMER) == {Step.RESCHEDULE, Step.CANCEL}


def test_a_customer_never_keeps_one() -> None:
    assert Step.KEEP not in allowed(OF_CUSTOMER, CUSTOMER, unresolved=True)


def test_a_customer_has_cutoffs_and_staff_has_none() -> None:
    late = replace(OF_CUSTOMER, cancel_cutoff_minutes=180, reschedule_cutoff_minutes=60)
    assert allowed(late, CUSTOMER) == {Step.RESCHEDULE}
    assert allowed(late, DESK) == {Step.RESCHEDULE, Step.CANCEL}


@pytest.mark.parametrize("caller", [OTHER_CUSTOMER, NOBODY], ids=["another", "nobody"])
def test_others_may_do_nothing(caller: Caller) -> None:
    assert not allowed(OF_CUSTOMER, caller, unresolved=True)


def test_a_provider_may_do_nothing_with_the_appointments_of_another() -> None:
    assert not Viewer(PROVIDER, "therapist-2", BEFORE).allowed(OF_CUSTOMER, unresolved=None)


def test_what_has_started_can_be_neither_moved_nor_cancelled() -> None:
    assert not allowed(OF_CUSTOMER, DESK, AFTER)


def test_a_provider_that_was_read_gives_its_rights(call_of_provider: Call) -> None:
    store = FakeStore(remembered={OF_CUSTOMER.provider_id: replace(provider(), subject=THERAPIST)})
    assert viewer_of(OF_CUSTOMER, store, call_of_provider).is_staff(OF_CUSTOMER)


def test_a_provider_that_was_not_read_gives_none(call_of_provider: Call) -> None:
    assert not viewer_of(OF_CUSTOMER, FakeStore(), call_of_provider).is_staff(OF_CUSTOMER)


@pytest.fixture
def call_of_provider() -> Call:
    return Call("request", lambda: 20.0, clock=lambda: BEFORE, caller=PROVIDER)
