"""What a caller may do with an appointment at a moment, as its answers say it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.appointments.answers import Viewer, viewer_of
from booking.appointments.appointment import ATTENDANCE_OF, Appointment, Customer, Step
from booking.appointments.attendance import Attendance
from booking.calls.call import Call
from booking.calls.caller import NOBODY, Caller
from booking.calls.refusals import Conflict
from tests.callers import ADMIN, CUSTOMER, DESK, OTHER_CUSTOMER, PROVIDER, THERAPIST
from tests.examples import DETAILS, MADE, NINE, attended, booked, cancelled, origin, provider
from tests.fake_store import FakeStore

BEFORE, AFTER = NINE - timedelta(hours=2), NINE + timedelta(minutes=1)
OF_CUSTOMER = booked(details=DETAILS._replace(customer=Customer(CUSTOMER.customer_id, "Kim")))


def _arrived() -> Appointment:
    return booked().with_attendance(Attendance.ARRIVED, origin(at=BEFORE))


def _completed() -> Appointment:
    return _arrived().with_attendance(Attendance.COMPLETED, origin(at=AFTER))


every_member_of_staff = pytest.mark.parametrize("caller", [ADMIN, DESK, PROVIDER], ids=["admin", "desk", "provider"])


def allowed(
    appointment: Appointment, caller: Caller, now: datetime = BEFORE, *, unresolved: bool | None = None
) -> set[Step]:
    return {*Viewer(caller, THERAPIST, now).allowed(appointment, unresolved=unresolved)}


@every_member_of_staff
def test_staff_may_move_and_cancel_what_is_to_come(caller: Caller) -> None:
    assert allowed(OF_CUSTOMER, caller, NINE - timedelta(days=1)) == {Step.RESCHEDULE, Step.CANCEL, Step.EDIT}


@every_member_of_staff
def test_staff_may_keep_what_the_rules_would_no_longer_allow(caller: Caller) -> None:
    assert Step.KEEP in allowed(OF_CUSTOMER, caller, unresolved=True)
    assert Step.KEEP not in allowed(OF_CUSTOMER, caller, unresolved=False)


def test_a_customer_may_move_and_cancel_its_own() -> None:
    assert allowed(OF_CUSTOMER, CUSTOMER) == {Step.RESCHEDULE, Step.CANCEL, Step.EDIT}


def test_a_customer_never_keeps_one() -> None:
    assert Step.KEEP not in allowed(OF_CUSTOMER, CUSTOMER, unresolved=True)


def test_a_customer_has_cutoffs_and_staff_has_none() -> None:
    late = replace(OF_CUSTOMER, cancel_cutoff_minutes=180, reschedule_cutoff_minutes=60)
    assert allowed(late, CUSTOMER) == {Step.RESCHEDULE, Step.EDIT}
    assert allowed(late, DESK) >= {Step.RESCHEDULE, Step.CANCEL}


@pytest.mark.parametrize("caller", [OTHER_CUSTOMER, NOBODY], ids=["another", "nobody"])
def test_others_may_do_nothing(caller: Caller) -> None:
    assert not allowed(OF_CUSTOMER, caller, unresolved=True)


def test_a_provider_may_do_nothing_with_the_appointments_of_another() -> None:
    assert not Viewer(PROVIDER, "therapist-2", BEFORE).allowed(OF_CUSTOMER, unresolved=None)


def test_what_has_started_can_be_neither_moved_nor_cancelled() -> None:
    assert not allowed(OF_CUSTOMER, DESK, AFTER) & {Step.RESCHEDULE, Step.CANCEL}
    assert allowed(OF_CUSTOMER, CUSTOMER, AFTER) == {Step.EDIT}


@every_member_of_staff
@pytest.mark.parametrize(
    ("minutes", "steps"),
    [
        (-12 * 60 - 1, set()),
        (-12 * 60, {Step.ARRIVE}),
        (0, {Step.ARRIVE, Step.COMPLETE}),
        (10, {Step.ARRIVE, Step.COMPLETE, Step.NO_SHOW}),
    ],
)
def test_what_may_be_said_of_who_came_grows_with_time(caller: Caller, minutes: int, steps: set[Step]) -> None:
    assert allowed(OF_CUSTOMER, caller, NINE + timedelta(minutes=minutes)) & {*ATTENDANCE_OF} == steps


def test_what_was_set_may_be_taken_back_and_not_set_again() -> None:
    arrived = OF_CUSTOMER.with_attendance(Attendance.ARRIVED, origin(at=AFTER))
    assert allowed(arrived, DESK, AFTER) & {*ATTENDANCE_OF} == {Step.UNDO, Step.COMPLETE}


def test_a_released_rest_is_not_taken_back() -> None:
    assert allowed(attended(), DESK, NINE + timedelta(hours=1)) & {*ATTENDANCE_OF} == {Step.COMPLETE}


def test_a_provider_that_was_read_gives_its_rights(call_of_provider: Call) -> None:
    store = FakeStore(remembered={OF_CUSTOMER.provider_id: replace(provider(), subject=THERAPIST)})
    assert viewer_of(OF_CUSTOMER, store, call_of_provider).is_staff(OF_CUSTOMER)


def test_a_provider_that_was_not_read_gives_none(call_of_provider: Call) -> None:
    assert not viewer_of(OF_CUSTOMER, FakeStore(), call_of_provider).is_staff(OF_CUSTOMER)


@pytest.fixture
def call_of_provider() -> Call:
    return Call("request", lambda: 20.0, clock=lambda: BEFORE, caller=PROVIDER)


MOMENTS = st.timedeltas(timedelta(days=-2), timedelta(days=9)).map(lambda passed: NINE + passed)
STATES = st.builds(
    lambda made, changed: replace(changed, record=changed.record._replace(created_at=made)),
    st.sampled_from([MADE, NINE, NINE + timedelta(hours=1)]),
    st.sampled_from([booked(), cancelled(), attended(), _arrived(), _completed()]),
)


@given(STATES, MOMENTS, st.booleans(), st.none() | st.integers(0, 3000))
def test_what_is_possible_is_what_is_not_refused(
    state: Appointment, now: datetime, by_staff: bool, cutoff: int | None
) -> None:
    appointment = replace(state, cancel_cutoff_minutes=cutoff, reschedule_cutoff_minutes=cutoff and cutoff + 60)
    requirements: dict[Step, Callable[[], None]] = {
        Step.RESCHEDULE: lambda: appointment.require_movable(now, by_staff=by_staff),
        Step.CANCEL: lambda: appointment.require_cancellable(now, by_staff=by_staff),
        **{
            step: partial(appointment.require_attendance, attendance, now)
            for step, attendance in ATTENDANCE_OF.items()
            if attendance is not appointment.attended.attendance
        },
    }
    steps = {*appointment.possible_steps(now, by_staff=by_staff, unresolved=None)} - {Step.EDIT}
    assert steps == {step for step, require in requirements.items() if not is_refused(require)}


def is_refused(require: Callable[[], None]) -> bool:
    try:
        require()
    except Conflict:
        return True
    return False
