"""A write whose answer is lost has one effect. The caller's answer is true, or says that the outcome is unknown."""

from datetime import timedelta

import pytest

from booking.appointments.appointment import Appointment, AppointmentStatus
from booking.appointments.cancel_appointment import cancel_appointment
from booking.appointments.commands import CancelAppointment, CreateAppointment, RescheduleAppointment
from booking.appointments.create_appointment import create_appointment
from booking.appointments.get_appointment import get_appointment
from booking.appointments.reschedule_appointment import reschedule_appointment
from booking.calls.call import Call
from booking.calls.precondition import Precondition
from booking.calls.refusals import Busy
from booking.dynamodb.sending import Answer, Request, Send
from booking.providers.commands import CreateProvider, UpdateProvider, UpdateSchedule
from booking.providers.create_provider import create_provider
from booking.providers.get_provider import get_provider
from booking.providers.provider import Provider
from booking.providers.schedule import day_number
from booking.providers.update_provider import update_provider
from booking.providers.update_schedule import update_schedule
from booking.rules.dates import Reading
from booking.time.grid import slot_at
from local.store import EveryStore
from tests.engine import NOW, Table, at, call
from tests.examples import DETAILS
from tests.integration.examples import KEY, LATER, START, open_at, time_for
from tests.integration.faults import (
    Fault,
    Faults,
    answer_lost,
    answer_lost_and_then,
    answer_lost_and_token_forgotten,
    cancelled,
    cut,
    turned_away,
)

pytestmark = pytest.mark.usefixtures("_sound")

# What becomes of the sendings of one write that arrives once.
LOST = {
    "answer lost": [answer_lost],
    "two answers lost": [answer_lost, answer_lost],
    "cut, then the answer lost": [cut, answer_lost],
    "answer lost, then cut for good": [answer_lost, cut, cut, cut],
    "answer lost and the token forgotten": [answer_lost_and_token_forgotten],
    "answer lost, then throttled": [answer_lost, turned_away],
}
lost = pytest.mark.parametrize("lost", LOST.values(), ids=LOST.keys())


def hurried() -> Call:
    """A call with time for two attempts at its write."""
    return call(clock=at(NOW), seconds_left=time_for(attempts=2))


def claims(store: EveryStore, provider: Provider) -> int:
    """How many slots of the provider are taken around the examples."""
    slots = range(*(slot_at(edge, provider.slot_minutes) for edge in (START, START + timedelta(days=1))))
    return len(store.claims(provider, Reading(slots, day_number(START.date()), is_counted=False)).owners)


@lost
def test_a_provider_is_made_once(table: Table, store: EveryStore, faults: Faults, now: Call, lost: list[Fault]) -> None:
    faults.on("TransactWriteItems", *lost)
    made = create_provider(CreateProvider("Dr. Rossi", "UTC"), store, now)
    assert not made.replayed
    assert get_provider(made.entity.id, store, call()) == made.entity
    assert len(table.items()) == 1


@lost
def test_a_provider_is_changed_once(
    store: EveryStore, provider: Provider, faults: Faults, now: Call, lost: list[Fault]
) -> None:
    faults.on("TransactWriteItems", *lost)
    command = UpdateProvider(provider.id, {"name": "Dr. Verdi"}, Precondition({provider.version}))
    updated = update_provider(command, store, now)
    assert get_provider(provider.id, store, call()) == updated
    assert (updated.name, updated.version) == ("Dr. Verdi", provider.version + 1)


@lost
def test_a_schedule_is_replaced_once(
    store: EveryStore, provider: Provider, faults: Faults, now: Call, lost: list[Fault]
) -> None:
    faults.on("TransactWriteItems", *lost)
    on_this = Precondition({provider.version})
    updated = update_schedule(UpdateSchedule(provider.id, {}, 60, precondition=on_this), store, now)
    assert get_provider(provider.id, store, call()) == updated
    assert updated.version == provider.version + 1


@lost
@pytest.mark.parametrize("key", [None, KEY])
def test_an_appointment_is_booked_once(
    store: EveryStore, provider: Provider, faults: Faults, lost: list[Fault], key: str | None
) -> None:
    faults.on("TransactWriteItems", *lost)
    command = CreateAppointment(provider.id, START, DETAILS, key, {})
    made = create_appointment(command, store, call(clock=at(NOW)))
    assert not made.replayed
    assert get_appointment(made.entity.id, store, call()) == made.entity


@lost
def test_an_appointment_is_moved_once(
    store: EveryStore, booked: Appointment, faults: Faults, now: Call, lost: list[Fault]
) -> None:
    faults.on("TransactWriteItems", *lost)
    command = RescheduleAppointment(booked.id, LATER, Precondition({booked.version}))
    moved = reschedule_appointment(command, store, now)
    assert get_appointment(booked.id, store, call()) == moved
    assert moved.version == booked.version + 1


@lost
def test_an_appointment_is_cancelled_once(
    store: EveryStore, booked: Appointment, faults: Faults, now: Call, lost: list[Fault]
) -> None:
    faults.on("TransactWriteItems", *lost)
    command = CancelAppointment(booked.id, "ill", Precondition({booked.version}))
    done = cancel_appointment(command, store, now)
    assert get_appointment(booked.id, store, call()) == done
    assert (done.status, done.version) == (AppointmentStatus.CANCELLED, booked.version + 1)


# --- out of time: the stored record settles what is not known -------------------------------------------------------


then_out_of_time = pytest.mark.parametrize("then", [cut, turned_away], ids=["cut", "throttled"])


@then_out_of_time
def test_a_provider_whose_last_answer_was_lost_is_found_by_its_change(
    store: EveryStore, faults: Faults, then: Fault
) -> None:
    faults.on("TransactWriteItems", answer_lost, then)
    assert create_provider(CreateProvider("Dr. Rossi", "UTC"), store, hurried()).entity.version == 1


@then_out_of_time
def test_a_change_of_a_provider_whose_last_answer_was_lost_is_found(
    store: EveryStore, provider: Provider, faults: Faults, then: Fault
) -> None:
    faults.on("TransactWriteItems", answer_lost, then)
    command = UpdateProvider(provider.id, {"email": "verdi@example.org"})
    assert update_provider(command, store, hurried()).version == provider.version + 1


@then_out_of_time
def test_a_schedule_whose_last_answer_was_lost_is_found_by_its_change(
    store: EveryStore, provider: Provider, faults: Faults, then: Fault
) -> None:
    faults.on("TransactWriteItems", answer_lost, then)
    assert open_at(provider, store, hurried()).version == provider.version + 1


@then_out_of_time
def test_a_booking_whose_last_answer_was_lost_is_found_by_its_change(
    store: EveryStore, provider: Provider, faults: Faults, then: Fault
) -> None:
    faults.on("TransactWriteItems", answer_lost, then)
    made = create_appointment(CreateAppointment(provider.id, START, DETAILS), store, hurried()).entity
    assert get_appointment(made.id, store, call()) == made


def test_a_booking_whose_answer_was_lost_before_a_conflict_is_found_by_its_change(
    store: EveryStore, provider: Provider, faults: Faults
) -> None:
    faults.on("TransactWriteItems", answer_lost, cancelled("TransactionConflict"))
    made = create_appointment(CreateAppointment(provider.id, START, DETAILS), store, hurried()).entity
    assert get_appointment(made.id, store, call()) == made


def test_a_provider_that_never_arrived_is_answered_with_busy(table: Table, store: EveryStore, faults: Faults) -> None:
    faults.on("TransactWriteItems", cut, cut)
    with pytest.raises(Busy):
        create_provider(CreateProvider("Dr. Rossi", "UTC"), store, hurried())
    assert table.items() == []


def test_a_schedule_that_never_arrived_is_answered_with_busy(
    store: EveryStore, provider: Provider, faults: Faults
) -> None:
    faults.on("TransactWriteItems", cut, cut)
    with pytest.raises(Busy):
        open_at(provider, store, hurried())
    assert get_provider(provider.id, store, call()) == provider


def test_a_booking_that_never_arrived_is_answered_with_busy(
    store: EveryStore, provider: Provider, faults: Faults
) -> None:
    faults.on("TransactWriteItems", cut, cut)
    with pytest.raises(Busy):
        create_appointment(CreateAppointment(provider.id, START, DETAILS), store, hurried())
    assert claims(store, provider) == 0


def test_a_move_that_never_arrived_is_answered_with_busy(
    store: EveryStore, booked: Appointment, faults: Faults
) -> None:
    faults.on("TransactWriteItems", cut, cut)
    with pytest.raises(Busy):
        reschedule_appointment(RescheduleAppointment(booked.id, LATER), store, hurried())
    assert get_appointment(booked.id, store, call()) == booked


# --- others act before the lost answer is noticed -------------------------------------------------------------------


def test_a_new_provider_that_others_have_changed_since_is_answered_as_it_was_made(
    table: Table, store: EveryStore, faults: Faults, now: Call
) -> None:
    # A consumer of ProviderCreated gives every new provider a week at once.
    def by_a_consumer() -> None:
        (item,) = table.items()
        open_at(get_provider(item["id"]["S"], store, call()), store, now)

    faults.on("TransactWriteItems", answer_lost_and_then(by_a_consumer))
    made = create_provider(CreateProvider("Dr. Rossi", "UTC"), store, now)
    assert (made.entity.version, made.replayed) == (1, False)


@pytest.mark.parametrize("then", [[], [turned_away], [cut]])
def test_a_schedule_that_others_have_replaced_since_is_not_made_again(
    store: EveryStore, provider: Provider, faults: Faults, now: Call, then: list[Fault]
) -> None:
    def by_others() -> None:
        open_at(get_provider(provider.id, store, call()), store, now, duration=60)

    faults.on("TransactWriteItems", answer_lost_and_then(by_others))
    faults.on("TransactWriteItems", *then)
    made = open_at(provider, store, now, duration=45)
    standing = get_provider(provider.id, store, call())
    assert (made.version, made.appointment_duration) == (provider.version + 1, 45)
    assert (standing.version, standing.appointment_duration) == (provider.version + 2, 60)


def test_a_schedule_that_never_arrived_while_others_replaced_it_is_made_on_top(
    store: EveryStore, provider: Provider, faults: Faults, now: Call
) -> None:
    def cut_and_overtaken(operation: str, request: Request, send: Send) -> Answer:
        open_at(provider, store, now, duration=60)
        return cut(operation, request, send)

    faults.on("TransactWriteItems", cut_and_overtaken)
    updated = open_at(provider, store, now, duration=45)
    assert (updated.version, updated.appointment_duration) == (provider.version + 2, 45)


def test_a_booking_that_others_have_cancelled_since_is_answered_and_not_made_again(
    table: Table, store: EveryStore, provider: Provider, faults: Faults, now: Call
) -> None:
    def by_others() -> None:
        (item,) = (item for item in table.items() if item["SK"]["S"] == "APPOINTMENT")
        cancel_appointment(CancelAppointment(item["id"]["S"]), store, now)

    faults.on("TransactWriteItems", answer_lost_and_then(by_others))
    create_appointment(CreateAppointment(provider.id, START, DETAILS), store, now)
    assert claims(store, provider) == 0


def test_a_repeat_under_the_key_after_busy_answers_the_appointment(
    store: EveryStore, provider: Provider, faults: Faults, now: Call
) -> None:
    faults.on("TransactWriteItems", answer_lost, cut)
    faults.on("GetItem", cut, cut)
    command = CreateAppointment(provider.id, START, DETAILS, KEY, {})
    with pytest.raises(Busy):
        create_appointment(command, store, hurried())
    repeated = create_appointment(command, store, now)
    assert repeated.replayed
    assert repeated.entity.interval.start == START
