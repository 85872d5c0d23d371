"""Whether a customer came: which step follows which, and when."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

import pytest

from booking.appointments.appointment import Appointment, AppointmentChange
from booking.appointments.attendance import CORRECTED_WITHIN, NOT_YET, Attendance, Attended
from booking.appointments.refusals import AppointmentIsCancelled, AttendanceNotPossible, RestReleased
from booking.calls.refusals import Refusal
from booking.time.intervals import Interval
from tests.examples import HALF_HOUR, MADE, NINE, attended, booked, cancelled, moved, origin

EXPECTED, ARRIVED, COMPLETED, NO_SHOW = Attendance
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LATE = NINE + HOUR

# By what is set: what may follow at once, and what may follow as a correction.
ONWARD = {EXPECTED: {ARRIVED, COMPLETED, NO_SHOW}, ARRIVED: {COMPLETED}, COMPLETED: set(), NO_SHOW: set()}
CORRECTIONS = {
    EXPECTED: set(),
    ARRIVED: {EXPECTED, NO_SHOW},
    COMPLETED: {EXPECTED, ARRIVED, NO_SHOW},
    NO_SHOW: {EXPECTED, ARRIVED, COMPLETED},
}
PAIRS = [*product(Attendance, repeat=2)]


def at(attendance: Attendance, since: datetime = LATE) -> Appointment:
    set_before = NOT_YET if attendance is EXPECTED else Attended(attendance, since)
    return replace(booked(), attended=set_before)


def refusal(appointment: Appointment, step: Attendance, now: datetime) -> type[Refusal] | None:
    try:
        appointment.with_attendance(step, origin(at=now))
    except Refusal as refused:
        return type(refused)
    return None


@pytest.mark.parametrize(("before", "step"), PAIRS)
def test_each_step_is_possible_soon_after(before: Attendance, step: Attendance) -> None:
    assert step in ONWARD[before] | CORRECTIONS[before] | {before}
    assert refusal(at(before), step, LATE) is None


@pytest.mark.parametrize(("before", "step"), PAIRS)
def test_a_correction_is_possible_for_seven_days(before: Attendance, step: Attendance) -> None:
    in_time, too_late = LATE + CORRECTED_WITHIN, LATE + CORRECTED_WITHIN + timedelta(seconds=1)
    assert refusal(at(before), step, in_time) is None
    assert refusal(at(before), step, too_late) is (AttendanceNotPossible if step in CORRECTIONS[before] else None)


@pytest.mark.parametrize(("before", "step"), PAIRS)
def test_a_cancelled_appointment_has_no_step(before: Attendance, step: Attendance) -> None:
    assert refusal(replace(cancelled(), attended=at(before).attended), step, LATE) is AppointmentIsCancelled


@pytest.mark.parametrize(
    ("step", "first"), [(ARRIVED, NINE - 12 * HOUR), (COMPLETED, NINE), (NO_SHOW, NINE + 10 * MINUTE)]
)
def test_each_has_a_first_moment(step: Attendance, first: datetime) -> None:
    assert refusal(booked(), step, first - timedelta(seconds=1)) is AttendanceNotPossible
    assert refusal(booked(), step, first) is None


def test_what_is_set_has_its_instant_and_makes_an_event() -> None:
    after = booked().with_attendance(ARRIVED, origin("change-2", NINE - MINUTE))
    assert (after.attended, after.version, after.status) == (Attended(ARRIVED, NINE - MINUTE), 2, booked().status)
    assert after.change.type is AppointmentChange.ATTENDED


def test_expected_takes_back_what_was_set() -> None:
    assert at(ARRIVED).with_attendance(EXPECTED, origin(at=LATE)).attended == NOT_YET


@pytest.mark.parametrize("attendance", Attendance)
def test_the_same_again_changes_nothing(attendance: Attendance) -> None:
    assert at(attendance).with_attendance(attendance, origin(at=LATE)) == at(attendance)


def test_the_rest_is_released_from_the_next_slot_on() -> None:
    after = booked().with_attendance(NO_SHOW, origin(at=NINE + 12 * MINUTE), releases_rest=True)
    assert (after.released_from, after.slots) == (NINE + 15 * MINUTE, (NINE,))
    assert after.interval == booked().interval


def test_the_buffer_behind_it_is_released_too_and_the_one_before_it_stays() -> None:
    claims = (Interval(NINE - HALF_HOUR, NINE + HOUR),)
    after = replace(booked(), claims=claims).with_attendance(COMPLETED, origin(at=NINE), releases_rest=True)
    assert after.claims == (Interval(NINE - HALF_HOUR, NINE + 15 * MINUTE),)


def test_the_first_slot_is_never_released() -> None:
    after = booked().with_attendance(COMPLETED, origin(at=NINE), releases_rest=True)
    assert after.slots == (NINE,)


def test_after_its_end_there_is_no_rest() -> None:
    after = booked().with_attendance(COMPLETED, origin(at=LATE), releases_rest=True)
    assert (after.released_from, after.claims) == (None, booked().claims)


def test_the_rest_may_be_released_later() -> None:
    missing = booked().with_attendance(NO_SHOW, origin("change-2", NINE + 10 * MINUTE))
    after = missing.with_attendance(NO_SHOW, origin("change-3", NINE + 14 * MINUTE), releases_rest=True)
    assert (after.attended, after.version) == (missing.attended, 3)
    assert after.released_from == NINE + 15 * MINUTE


@pytest.mark.parametrize("step", Attendance)
def test_a_correction_never_takes_time_back(step: Attendance) -> None:
    assert refusal(attended(), step, LATE) is (RestReleased if step in {EXPECTED, ARRIVED} else None)


def test_nobody_came_to_what_is_cancelled() -> None:
    arrived = booked().with_attendance(ARRIVED, origin(at=NINE - MINUTE))
    assert arrived.cancelled(None, origin("change-3", NINE - MINUTE)).attended == NOT_YET


def test_who_has_arrived_has_arrived_for_a_later_time_of_the_day_too() -> None:
    arrived = booked().with_attendance(ARRIVED, origin(at=NINE - MINUTE))
    now = origin("change-3", NINE - MINUTE)
    assert moved(arrived, NINE + HOUR, now).attended == arrived.attended
    assert moved(arrived, NINE + timedelta(days=1), now).attended == NOT_YET


def test_what_was_made_is_expected() -> None:
    assert (booked().attended, booked(made=origin(at=MADE)).released_from) == (NOT_YET, None)
