"""Conflicts and throttles that pass are retried. If they last too long, the answer is Busy and nothing is written."""

from collections.abc import Callable
from typing import Any

import pytest

from booking.appointments.appointment import Appointment
from booking.appointments.cancel_appointment import cancel_appointment
from booking.appointments.commands import CancelAppointment, CreateAppointment, RescheduleAppointment
from booking.appointments.create_appointment import create_appointment
from booking.appointments.get_appointment import get_appointment
from booking.appointments.reschedule_appointment import reschedule_appointment
from booking.appointments.store import DynamoAppointments
from booking.calls.call import Call
from booking.calls.refusals import Busy
from booking.dynamodb.sending import Mistake, Request
from booking.openings.availability import AvailabilityQuery
from booking.openings.get_availability import get_availability
from booking.providers.commands import CreateProvider
from booking.providers.create_provider import create_provider
from booking.providers.get_provider import get_provider
from booking.providers.provider import Provider
from booking.providers.schedule import day_number
from booking.rules.dates import Reading
from booking.time.grid import slot_at
from tests.engine import NOW, Table, at, call
from tests.examples import DETAILS
from tests.integration.examples import KEY, LATER, START, Countdown, open_at, open_provider
from tests.integration.faults import (
    Fault,
    Faults,
    answer_edited,
    answer_lost,
    cancelled,
    cut,
    first,
    mistaken,
    turned_away,
)

pytestmark = pytest.mark.usefixtures("_sound")

CONFLICT = cancelled("TransactionConflict")

# A booking's requests are, in order: the provider's check, the appointment, its claims.
PASSING: dict[str, list[Fault]] = {
    "conflict on the provider": [CONFLICT] * 5,
    "conflict on the appointment": [cancelled("None", "TransactionConflict")] * 5,
    "conflict on a claim": [cancelled("None", "None", "TransactionConflict")] * 5,
    "a throttled partition": [cancelled("None", "None", "ThrottlingError")] * 5,
    "too little capacity": [cancelled("ProvisionedThroughputExceeded")] * 5,
    "a throttled request": [turned_away] * 9,
    "no answers": [cut] * 4,
    "one after the other": [CONFLICT, turned_away, CONFLICT, cut, CONFLICT],
}


@pytest.mark.parametrize("passing", PASSING.values(), ids=PASSING.keys())
def test_a_booking_waits_out_what_passes(
    book: Callable[..., Appointment], faults: Faults, passing: list[Fault]
) -> None:
    faults.on("TransactWriteItems", *passing)
    assert book().version == 1


def test_each_attempt_has_the_token_and_the_parameters_of_the_first(
    book: Callable[..., Appointment], faults: Faults
) -> None:
    faults.on("TransactWriteItems", CONFLICT, cut, turned_away)
    book()
    first_one, *others = faults.bodies["TransactWriteItems"]
    assert len(others) == 3
    assert all(other == first_one for other in others)


@pytest.mark.parametrize("passing", [[CONFLICT] * 5, [turned_away] * 5])
def test_moving_and_cancelling_wait_out_what_passes(
    store: DynamoAppointments, booked: Appointment, faults: Faults, now: Call, passing: list[Fault]
) -> None:
    faults.on("TransactWriteItems", *passing)
    assert reschedule_appointment(RescheduleAppointment(booked.id, LATER), store, now).version == 2
    faults.on("TransactWriteItems", *passing)
    assert cancel_appointment(CancelAppointment(booked.id), store, now).version == 3


@pytest.mark.parametrize("passing", [turned_away, CONFLICT, cut])
def test_providers_and_schedules_wait_out_what_passes(
    store: DynamoAppointments, faults: Faults, now: Call, passing: Fault
) -> None:
    faults.on("TransactWriteItems", *[passing] * 5)
    made = create_provider(CreateProvider("Dr. Rossi", "UTC"), store, now).entity
    faults.on("TransactWriteItems", *[passing] * 5)
    assert open_at(made, store, now).version == 2


# --- out of time -------------------------------------------------------------------------------------------------


ATTEMPTS = 4


@pytest.fixture
def in_time() -> Call:
    """A call with time for a few attempts at its write."""
    return call(clock=at(NOW), seconds_left=Countdown(ATTEMPTS - 1))


@pytest.mark.parametrize("fault", [CONFLICT, cancelled("None", "None", "ThrottlingError")])
def test_a_booking_that_conflicts_until_its_time_runs_out_is_answered_with_busy(
    store: DynamoAppointments, provider: Provider, faults: Faults, in_time: Call, fault: Fault
) -> None:
    faults.on("TransactWriteItems", *[fault] * ATTEMPTS)
    with pytest.raises(Busy) as busy:
        create_appointment(CreateAppointment(provider.id, START, DETAILS), store, in_time)
    assert busy.value.retry_after > 0
    slots = range(slot_at(START, provider.slot_minutes), slot_at(LATER, provider.slot_minutes))
    assert store.claims(provider, Reading(slots, day_number(START.date()), is_counted=False)).owners == {}


def test_what_was_surely_not_carried_out_is_not_looked_for(
    store: DynamoAppointments, provider: Provider, faults: Faults, in_time: Call
) -> None:
    faults.on("TransactWriteItems", *[CONFLICT] * ATTEMPTS)
    reads = faults.sent["GetItem"]
    with pytest.raises(Busy):
        create_appointment(CreateAppointment(provider.id, START, DETAILS), store, in_time)
    assert faults.sent["GetItem"] - reads == 1


def test_a_schedule_that_is_throttled_until_its_time_runs_out_is_answered_with_busy(
    store: DynamoAppointments, provider: Provider, faults: Faults, in_time: Call
) -> None:
    faults.on("TransactWriteItems", *[turned_away] * ATTEMPTS)
    with pytest.raises(Busy):
        open_at(provider, store, in_time)
    assert get_provider(provider.id, store, call()) == provider


def test_a_provider_that_changes_faster_than_a_booking_is_decided_is_answered_with_busy(
    store: DynamoAppointments, provider: Provider, faults: Faults, now: Call
) -> None:
    # The first time on the reading, the second on what is remembered, and again on a reading.
    faults.on("TransactWriteItems", *[first(lambda: open_at(provider, store, now))] * 3)
    in_time = call(clock=at(NOW), seconds_left=Countdown(1))
    with pytest.raises(Busy):
        create_appointment(CreateAppointment(provider.id, START, DETAILS), store, in_time)


# --- reads -------------------------------------------------------------------------------------------------------

UNREADABLE = pytest.mark.parametrize("fault", [turned_away, cut, answer_lost])


@UNREADABLE
def test_a_read_is_tried_twice(store: DynamoAppointments, provider: Provider, faults: Faults, fault: Fault) -> None:
    faults.on("GetItem", fault)
    assert get_provider(provider.id, store, call()) == provider


@UNREADABLE
def test_a_read_that_fails_twice_is_answered_with_busy(
    store: DynamoAppointments, booked: Appointment, faults: Faults, fault: Fault
) -> None:
    faults.on("GetItem", fault, fault)
    with pytest.raises(Busy):
        get_appointment(booked.id, store, call())


@UNREADABLE
def test_claims_that_cannot_be_read_are_answered_with_busy(
    store: DynamoAppointments, provider: Provider, faults: Faults, now: Call, fault: Fault
) -> None:
    faults.on("Query", fault, fault)
    with pytest.raises(Busy):
        get_availability(AvailabilityQuery.on(provider.id, START.date()), store, now)


@pytest.mark.parametrize("late", ["PROVIDER", "APPOINTMENT"])
def test_what_a_batch_leaves_unprocessed_is_asked_for_again(
    table: Table, book: Callable[..., Appointment], faults: Faults, now: Call, late: str
) -> None:
    made = book(idempotency_key=KEY, sent={})
    faults.on("BatchGetItem", leaving_out(late))
    again = CreateAppointment(made.provider_id, START, DETAILS, KEY, {})
    assert create_appointment(again, table.store(), now).entity == made
    first_keys, then_keys = (batch_keys(body) for body in faults.bodies["BatchGetItem"][-2:])
    assert (first_keys, then_keys) == ({"PROVIDER", "APPOINTMENT"}, {late})


def test_a_batch_that_is_never_answered_whole_is_answered_with_busy(
    store: DynamoAppointments, provider: Provider, faults: Faults, in_time: Call
) -> None:
    faults.on("BatchGetItem", leaving_out("PROVIDER"), leaving_out("PROVIDER"))
    with pytest.raises(Busy):
        create_appointment(CreateAppointment(provider.id, START, DETAILS, KEY, {}), store, in_time)


def test_a_batch_that_cannot_be_read_is_answered_with_busy(
    store: DynamoAppointments, provider: Provider, faults: Faults, in_time: Call
) -> None:
    faults.on("BatchGetItem", turned_away, turned_away)
    with pytest.raises(Busy):
        create_appointment(CreateAppointment(provider.id, START, DETAILS, KEY, {}), store, in_time)


def batch_keys(body: dict[str, Any]) -> set[str]:
    (batch,) = body["RequestItems"].values()
    return {key["SK"]["S"] for key in batch["Keys"]}


def leaving_out(sort_key: str) -> Fault:
    """The service answers a batch without one of its items."""

    def without(answer: dict[str, Any], asked: Request) -> None:
        ((table, items),) = answer["Responses"].items()
        answer["Responses"] = {table: [item for item in items if item["SK"]["S"] != sort_key]}
        batch = asked["RequestItems"][table]
        left = [key for key in batch["Keys"] if key["SK"]["S"] == sort_key]
        answer["UnprocessedKeys"] = {table: {**batch, "Keys": left}}

    return answer_edited(without)


# --- what does not pass ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["ValidationException", "AccessDeniedException", "ResourceNotFoundException"])
def test_a_mistake_of_ours_is_not_tried_again(
    store: DynamoAppointments, provider: Provider, faults: Faults, now: Call, code: str
) -> None:
    faults.on("TransactWriteItems", mistaken(code))
    with pytest.raises(Mistake, match=code):
        create_appointment(CreateAppointment(provider.id, START, DETAILS), store, now)
    faults.on("TransactWriteItems", mistaken(code))
    with pytest.raises(Mistake, match=code):
        open_at(provider, store, now)
    faults.on("TransactWriteItems", mistaken(code))
    with pytest.raises(Mistake, match=code):
        open_provider(store, now)
    faults.on("GetItem", mistaken(code))
    with pytest.raises(Mistake, match=code):
        get_provider(provider.id, store, call())


@pytest.mark.parametrize("codes", [["None", "None", "ValidationError"], ["ItemCollectionSizeLimitExceeded"]])
def test_a_transaction_cancelled_for_a_mistake_of_ours_is_not_tried_again(
    store: DynamoAppointments, provider: Provider, faults: Faults, now: Call, codes: list[str]
) -> None:
    faults.on("TransactWriteItems", cancelled(*codes))
    with pytest.raises(Mistake, match="TransactionCanceledException"):
        create_appointment(CreateAppointment(provider.id, START, DETAILS), store, now)
