"""The decisions of work_resolution, and of one appointment's turn."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from booking.appointments.appointment import Appointment, CancelledBy
from booking.appointments.cancel_appointment import cancel_appointment
from booking.appointments.commands import CancelAppointment, RescheduleAppointment
from booking.appointments.refusals import AppointmentHasStarted, SlotNotOffered, SlotTaken
from booking.appointments.reschedule_appointment import reschedule_appointment
from booking.calls.call import Call
from booking.resolutions.get_resolution import get_resolution
from booking.resolutions.outcome import Outcome, OutcomeKind, Progress
from booking.resolutions.refusals import ResolutionNotFound
from booking.resolutions.resolution import (
    MOVED_AWAY,
    Counts,
    Request,
    Resolution,
    ResolutionAction,
    ResolutionChange,
    ResolutionState,
)
from booking.resolutions.resolving import DOES_NOT_FIT
from booking.resolutions.work_resolution import OutOfTime, work_resolution
from booking.services.refusals import ServiceNotFound
from booking.time.intervals import Interval
from tests.engine import at, call
from tests.examples import (
    APPOINTMENT_ID,
    CANCELLING,
    HALF_HOUR,
    MADE,
    NINE,
    OTHER_ID,
    PROVIDER_ID,
    RESOLUTION_ID,
    booked,
    changed,
    offering,
    provider,
    resolution,
)
from tests.fake_store import FakeStore

SECOND_ID = "00000000-0000-4000-8000-00000000000e"
THIRD_ID = "00000000-0000-4000-8000-00000000000f"
TO_ANOTHER = Request(ResolutionAction.TRANSFER, (OTHER_ID,))
TO_TWO = Request(ResolutionAction.TRANSFER, (OTHER_ID, THIRD_ID))
AT_LEISURE = 300.0


@pytest.fixture
def now() -> Call:
    return call(clock=at(MADE), seconds=AT_LEISURE)


@pytest.fixture
def store() -> FakeStore:
    """Two appointments of the sample provider, and a colleague with the same week."""
    made = FakeStore()
    made.put(provider(), provider(OTHER_ID), provider(THIRD_ID), booked())
    made.put(booked(NINE + HALF_HOUR, appointment_id=SECOND_ID))
    return made


def work(store: FakeStore, now: Call, request: Request | None = None) -> Progress:
    """All of a resolution that is requested now, unless there is one."""
    if request is not None:
        store.resolutions[PROVIDER_ID, RESOLUTION_ID] = resolution(request)
    work_resolution(PROVIDER_ID, RESOLUTION_ID, store, now)
    return get_resolution(PROVIDER_ID, RESOLUTION_ID, store, now)


def reasons(progress: Progress, kind: OutcomeKind = OutcomeKind.OPEN) -> list[tuple[str, str | None]]:
    return [(each.appointment_id, each.reason) for each in progress.of_kind(kind)]


def test_each_appointment_is_cancelled_for_the_provider_with_the_message_as_the_reason(
    store: FakeStore, now: Call
) -> None:
    progress = work(store, now, CANCELLING)
    assert progress.counts == Counts(cancelled=2)
    after = store.appointment(APPOINTMENT_ID)
    assert (after.is_confirmed, after.cancellation_reason) == (False, "secret-message")
    assert (after.cancelled_by, after.cancelled_at) == (CancelledBy.PROVIDER, MADE)


def test_a_change_is_made_in_the_name_of_who_asked_and_names_the_resolution(store: FakeStore, now: Call) -> None:
    work(store, now, CANCELLING)
    made, asked = store.appointment(APPOINTMENT_ID).change.origin, resolution().change.origin
    assert (made.by, made.resolution_id) == (asked.by._replace(via="resolution"), RESOLUTION_ID)


def test_it_is_done_when_each_has_an_outcome(store: FakeStore, now: Call) -> None:
    done = work(store, now, CANCELLING).resolution
    assert (done.state, done.counts, done.version) == (ResolutionState.DONE, Counts(cancelled=2), 3)
    assert done.change.type is ResolutionChange.COMPLETED
    assert done.planned == (APPOINTMENT_ID, SECOND_ID)


def test_nothing_stands_there_and_it_is_done(store: FakeStore, now: Call) -> None:
    store.appointments.clear()
    done = work(store, now, CANCELLING).resolution
    assert (done.planned, done.state) == ((), ResolutionState.DONE)


def test_an_unknown_resolution_is_no_work(store: FakeStore, now: Call) -> None:
    with pytest.raises(ResolutionNotFound):
        work(store, now)


@pytest.mark.parametrize(
    "start", [NINE - timedelta(hours=11), NINE + timedelta(hours=14)], ids=["ends before it", "begins at its end"]
)
def test_what_stands_at_another_time_is_not_touched(store: FakeStore, now: Call, start: datetime) -> None:
    other = replace(booked(), interval=Interval(start, start + HALF_HOUR))
    store.put(other)
    assert work(store, now, CANCELLING).counts == Counts(cancelled=1)
    assert store.appointment(APPOINTMENT_ID) == other


def test_what_has_started_is_open_also_if_staff_could_take_it_back(store: FakeStore) -> None:
    started = call(clock=at(NINE + HALF_HOUR / 2), seconds=AT_LEISURE)
    recorded_late = booked()
    late = replace(recorded_late, record=recorded_late.record._replace(created_at=NINE + timedelta(minutes=1)))
    store.put(late)
    progress = work(store, started, CANCELLING)
    assert reasons(progress) == [(APPOINTMENT_ID, AppointmentHasStarted.code)]
    assert progress.counts == Counts(cancelled=1, open=1)


def test_what_is_over_is_not_planned(store: FakeStore) -> None:
    later = call(clock=at(NINE + HALF_HOUR), seconds=AT_LEISURE)
    assert work(store, later, CANCELLING).resolution.planned == (SECOND_ID,)


def test_an_appointment_goes_to_the_first_provider_that_offers_its_start(store: FakeStore, now: Call) -> None:
    progress = work(store, now, TO_TWO)
    assert [(each.appointment_id, each.moved_to) for each in progress.of_kind(OutcomeKind.MOVED)] == [
        (APPOINTMENT_ID, OTHER_ID),
        (SECOND_ID, OTHER_ID),
    ]
    after = store.appointment(APPOINTMENT_ID)
    assert (after.provider_id, after.interval) == (OTHER_ID, booked().interval)


def test_an_appointment_goes_to_the_next_provider_if_its_start_is_taken(store: FakeStore, now: Call) -> None:
    store.put(booked(of=provider(OTHER_ID), appointment_id=OTHER_ID))
    progress = work(store, now, TO_TWO)
    assert [each.moved_to for each in progress.of_kind(OutcomeKind.MOVED)] == [THIRD_ID, OTHER_ID]


def test_an_appointment_that_nobody_takes_is_open_with_the_reason_of_the_last(store: FakeStore, now: Call) -> None:
    store.put(booked(of=provider(THIRD_ID), appointment_id=THIRD_ID), changed(provider(OTHER_ID).deactivated(MADE_NOW)))
    progress = work(store, now, TO_TWO)
    assert reasons(progress) == [(APPOINTMENT_ID, SlotTaken.code)]
    assert store.appointment(APPOINTMENT_ID) == booked()


MADE_NOW = resolution().change.origin


def test_a_provider_that_is_out_of_use_takes_nothing(store: FakeStore, now: Call) -> None:
    store.put(provider(OTHER_ID).deactivated(MADE_NOW))
    assert {reason for _, reason in reasons(work(store, now, TO_ANOTHER))} == {SlotNotOffered.code}


def test_a_service_that_the_other_one_does_not_offer_is_a_reason(store: FakeStore, now: Call) -> None:
    store.put(replace(booked(), service_id="haircut"))
    assert reasons(work(store, now, TO_ANOTHER)) == [(APPOINTMENT_ID, ServiceNotFound.code)]


def test_a_service_is_kept(store: FakeStore, now: Call) -> None:
    store.put(replace(booked(), service_id="haircut"), offering(OTHER_ID))
    work(store, now, TO_ANOTHER)
    after = store.appointment(APPOINTMENT_ID)
    assert (after.provider_id, after.service_id) == (OTHER_ID, "haircut")


def test_a_length_that_does_not_fit_is_a_reason(store: FakeStore, now: Call) -> None:
    store.put(replace(provider(OTHER_ID), slot_minutes=20))
    assert {reason for _, reason in reasons(work(store, now, TO_ANOTHER))} == {DOES_NOT_FIT}


def test_what_its_customer_cancels_meanwhile_is_gone(store: FakeStore, now: Call) -> None:
    store.meanwhile["cancel"] = [lambda: store.put(cancel_of(store))]
    progress = work(store, now, CANCELLING)
    assert reasons(progress, OutcomeKind.GONE) == [(APPOINTMENT_ID, "appointment-cancelled")]
    assert store.appointment(APPOINTMENT_ID).cancelled_by is CancelledBy.DESK


def cancel_of(store: FakeStore) -> Appointment:
    return store.appointment(APPOINTMENT_ID).cancelled("changed my mind", MADE_NOW)


def test_what_is_moved_out_of_the_time_meanwhile_is_gone(store: FakeStore, now: Call) -> None:
    move = RescheduleAppointment(APPOINTMENT_ID, NINE + timedelta(days=1))
    store.meanwhile["cancel"] = [lambda: void(reschedule_appointment(move, store, now))]
    assert reasons(work(store, now, CANCELLING), OutcomeKind.GONE) == [(APPOINTMENT_ID, MOVED_AWAY)]
    assert store.appointment(APPOINTMENT_ID).is_confirmed


def test_what_is_moved_within_the_time_meanwhile_is_cancelled_there(store: FakeStore, now: Call) -> None:
    move = RescheduleAppointment(APPOINTMENT_ID, NINE + 3 * HALF_HOUR)
    store.meanwhile["cancel"] = [lambda: void(reschedule_appointment(move, store, now))]
    assert work(store, now, CANCELLING).counts == Counts(cancelled=2)


def void(_: object) -> None:
    """For a lambda that has to return nothing."""


def test_a_change_of_the_other_provider_makes_it_decide_again(store: FakeStore, now: Call) -> None:
    store.meanwhile["reschedule"] = [lambda: store.put(changed(provider(OTHER_ID)))]
    assert work(store, now, TO_ANOTHER).counts == Counts(moved=2)


def test_a_slot_that_is_lost_in_a_race_is_taken(store: FakeStore, now: Call) -> None:
    rival = booked(of=provider(OTHER_ID), appointment_id=OTHER_ID)
    store.meanwhile["reschedule"] = [lambda: store.put(rival)]
    assert reasons(work(store, now, TO_ANOTHER)) == [(APPOINTMENT_ID, SlotTaken.code)]


@pytest.mark.parametrize("action", [CANCELLING, TO_ANOTHER])
def test_a_dry_run_changes_no_appointment_and_says_what_would_happen(
    store: FakeStore, now: Call, action: Request
) -> None:
    store.put(booked(NINE + HALF_HOUR, of=provider(OTHER_ID), appointment_id=OTHER_ID))
    before = {**store.appointments}
    progress = work(store, now, action._replace(is_dry_run=True))
    assert store.appointments == before
    if action is CANCELLING:
        assert progress.counts == Counts(cancelled=2)
    else:
        assert progress.counts == Counts(moved=1, open=1)
        assert reasons(progress) == [(SECOND_ID, SlotTaken.code)]


def test_it_stops_in_time_and_goes_on_later(store: FakeStore, now: Call) -> None:
    times = iter([AT_LEISURE, 59.0])
    hurried = call(clock=at(MADE), seconds_left=lambda: next(times))
    store.resolutions[PROVIDER_ID, RESOLUTION_ID] = resolution()
    with pytest.raises(OutOfTime):
        work_resolution(PROVIDER_ID, RESOLUTION_ID, store, hurried)
    halfway = get_resolution(PROVIDER_ID, RESOLUTION_ID, store, now)
    assert halfway.resolution.state is ResolutionState.WORKING
    assert halfway.counts == Counts(cancelled=1, left=1)
    assert work(store, now).counts == Counts(cancelled=2)


def test_working_twice_changes_nothing(store: FakeStore, now: Call) -> None:
    work(store, now, CANCELLING)
    before = ({**store.appointments}, {**store.resolutions}, {**store.settled})
    work(store, now)
    assert (store.appointments, store.resolutions, store.settled) == before


def test_an_appointment_with_an_outcome_is_left_alone_even_if_it_stands_there_again(
    store: FakeStore, now: Call
) -> None:
    """Its customer has moved it back after the resolution had moved it away."""
    known = Outcome(PROVIDER_ID, RESOLUTION_ID, APPOINTMENT_ID, OutcomeKind.MOVED, MADE, moved_to=OTHER_ID)
    key = RESOLUTION_ID, APPOINTMENT_ID
    store.meanwhile["cancel"] = [lambda: store.settled.update({key: known})]
    progress = work(store, now, CANCELLING)
    assert store.appointment(APPOINTMENT_ID).is_confirmed
    assert progress.counts == Counts(moved=1, cancelled=1)


def test_the_plan_that_is_stored_first_is_the_plan(store: FakeStore, now: Call) -> None:
    other = resolution().planned_for([booked()], MADE_NOW)
    store.meanwhile["save_resolution"] = [lambda: put(store, other)]
    assert work(store, now, CANCELLING).resolution.planned == (APPOINTMENT_ID,)


def put(store: FakeStore, other: Resolution) -> None:
    store.resolutions[PROVIDER_ID, RESOLUTION_ID] = other


def test_a_message_after_the_end_is_no_work(store: FakeStore, now: Call) -> None:
    work(store, now, CANCELLING)
    assert cancel_appointment(CancelAppointment(APPOINTMENT_ID), store, now).cancelled_by is CancelledBy.PROVIDER
    assert work_resolution(PROVIDER_ID, RESOLUTION_ID, store, now).is_done
