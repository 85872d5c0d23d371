"""Booking, moving and cancelling on the real engine: refusals, and the stored items afterwards."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from booking.appointments.appointment import Appointment, AppointmentStatus
from booking.appointments.cancel_appointment import cancel_appointment
from booking.appointments.commands import CancelAppointment, CreateAppointment, RescheduleAppointment
from booking.appointments.create_appointment import create_appointment
from booking.appointments.get_appointment import get_appointment
from booking.appointments.refusals import (
    AppointmentHasStarted,
    AppointmentIsCancelled,
    AppointmentNotFound,
    SlotInPast,
    SlotNotOffered,
    SlotTaken,
)
from booking.appointments.reschedule_appointment import reschedule_appointment
from booking.appointments.store import DynamoAppointments
from booking.calls.call import Call
from booking.calls.precondition import Precondition
from booking.calls.refusals import IdempotencyKeyReused, VersionMismatch
from booking.providers.commands import ChangeState, CreateProvider
from booking.providers.create_provider import create_provider
from booking.providers.deactivate_provider import deactivate_provider
from booking.providers.provider import Provider
from booking.providers.refusals import ProviderNotFound
from booking.providers.schedule import Window
from tests.engine import NOW, Table, at, call
from tests.examples import DETAILS, OTHER_ID
from tests.integration.examples import KEY, LATER, START, open_at, open_provider
from tests.integration.faults import Faults, as_it_is, first

pytestmark = pytest.mark.usefixtures("_sound")

type Book = Callable[..., Appointment]

SENT = {"startTime": "2027-01-04T09:00:00Z"}


def move(
    appointment: Appointment, store: DynamoAppointments, now: Call, *, to: timedelta, on: Precondition | None = None
) -> Appointment:
    start = START + to
    return reschedule_appointment(RescheduleAppointment(appointment.id, start, on or Precondition()), store, now)


def cancel(
    appointment: Appointment, store: DynamoAppointments, now: Call, on: Precondition | None = None
) -> Appointment:
    return cancel_appointment(CancelAppointment(appointment.id, "ill", on or Precondition()), store, now)


def claims(table: Table) -> int:
    return sum(item["SK"]["S"].startswith("SLOT#") for item in table.items())


# --- booking -----------------------------------------------------------------------------------------------------


def test_a_booked_appointment_can_be_read_as_it_was_made(store: DynamoAppointments, booked: Appointment) -> None:
    assert get_appointment(booked.id, store, call()) == booked


def test_a_booking_claims_each_slot_of_its_time(table: Table, booked: Appointment) -> None:
    assert claims(table) == len(booked.slots) == 2


def test_each_claim_says_when_dynamodb_may_delete_it(
    table: Table, store: DynamoAppointments, booked: Appointment, now: Call
) -> None:
    """Those of a booking and those of a move: 400 days after the end of the slot."""
    moved = move(booked, store, now, to=timedelta(minutes=30))
    expected = [start + timedelta(minutes=moved.slot_minutes, days=400) for start in moved.slots]
    ends = [datetime.fromtimestamp(int(item["ttl"]["N"]), UTC) for item in table.items() if "ttl" in item]
    assert sorted(ends) == expected
    assert claims(table) == len(expected)


def test_claims_from_before_they_had_an_age_are_claims(
    table: Table, store: DynamoAppointments, book: Book, booked: Appointment, now: Call
) -> None:
    without = [{name: value for name, value in item.items() if name != "ttl"} for item in table.items()]
    table.put(without)
    with pytest.raises(SlotTaken):
        book()
    cancel(move(booked, store, now, to=timedelta(hours=1)), store, now)
    assert claims(table) == 0


def test_the_same_time_cannot_be_booked_twice(table: Table, book: Book, booked: Appointment) -> None:
    with pytest.raises(SlotTaken):
        book()
    assert claims(table) == 2


def test_a_time_that_overlaps_in_one_slot_cannot_be_booked(
    store: DynamoAppointments, provider: Provider, booked: Appointment, book: Book, now: Call
) -> None:
    open_at(provider, store, now, windows=[Window(555, 1020)], duration=45)
    with pytest.raises(SlotTaken):
        book(start=START + timedelta(minutes=15))


def test_a_taken_slot_is_answered_with_the_nearest_free_ones(
    store: DynamoAppointments, provider: Provider, book: Book, booked: Appointment, now: Call
) -> None:
    book(start=LATER)
    with pytest.raises(SlotTaken) as refusal:
        book(start=LATER)
    nearest = [START + timedelta(minutes=60), START + timedelta(minutes=90), START + timedelta(minutes=120)]
    assert [free.start for free in refusal.value.alternatives] == nearest
    assert refusal.value.timezone == "UTC"


def test_the_longest_appointment_fits_one_transaction(store: DynamoAppointments, now: Call) -> None:
    # 40 slots: moved by as many, the transaction has 82 requests.
    provider = open_provider(store, now, windows=[Window(0, 1440)], duration=600)
    midnight = START.replace(hour=0)
    command = CreateAppointment(provider.id, midnight, DETAILS)
    appointment = create_appointment(command, store, now).entity
    later = midnight + timedelta(minutes=600)
    moved = reschedule_appointment(RescheduleAppointment(appointment.id, later), store, now)
    assert len(moved.slots) == 40
    assert cancel(moved, store, now).status is AppointmentStatus.CANCELLED


@pytest.mark.parametrize("unknown", [OTHER_ID, "nobody"])
@pytest.mark.parametrize("key", [None, KEY])
def test_an_unknown_provider_cannot_be_booked(book: Book, unknown: str, key: str | None) -> None:
    with pytest.raises(ProviderNotFound):
        book(provider_id=unknown, idempotency_key=key)


def test_a_provider_without_a_schedule_cannot_be_booked(store: DynamoAppointments, book: Book, now: Call) -> None:
    made = create_provider(CreateProvider("Dr. Rossi", "UTC"), store, now).entity
    with pytest.raises(SlotNotOffered):
        book(provider_id=made.id)


def test_a_time_that_is_not_offered_cannot_be_booked(book: Book) -> None:
    with pytest.raises(SlotNotOffered):
        book(start=START + timedelta(minutes=15))


def test_the_present_instant_cannot_be_booked(store: DynamoAppointments, provider: Provider) -> None:
    with pytest.raises(SlotInPast):
        create_appointment(CreateAppointment(provider.id, START, DETAILS), store, call(clock=at(START)))


def test_a_booking_that_meets_a_schedule_change_is_decided_on_the_new_schedule(
    store: DynamoAppointments, provider: Provider, book: Book, faults: Faults, now: Call
) -> None:
    faults.on("TransactWriteItems", first(lambda: open_at(provider, store, now, duration=60)))
    made = book()
    assert (made.interval.length, made.provider_version) == (timedelta(minutes=60), 3)


def test_a_booking_whose_time_a_schedule_change_withdraws_is_refused(
    store: DynamoAppointments, provider: Provider, book: Book, faults: Faults, now: Call
) -> None:
    faults.on("TransactWriteItems", first(lambda: open_at(provider, store, now, windows=[Window(600, 660)])))
    with pytest.raises(SlotNotOffered):
        book()


# --- one key, one appointment ------------------------------------------------------------------------------------


def test_one_key_makes_one_appointment(table: Table, store: DynamoAppointments, provider: Provider, now: Call) -> None:
    command = CreateAppointment(provider.id, START, DETAILS, KEY, SENT)
    one, other = create_appointment(command, store, now), create_appointment(command, store, now)
    assert (one.entity, one.replayed, other.replayed) == (other.entity, False, True)
    assert claims(table) == 2


def test_a_repeat_under_the_key_is_answered_after_any_change(
    store: DynamoAppointments, provider: Provider, book: Book, now: Call
) -> None:
    made = book(idempotency_key=KEY, sent=SENT)
    open_at(provider, store, now, windows=[Window(600, 660)])
    assert book(idempotency_key=KEY, sent=SENT) == made
    cancelled = cancel(made, store, now)
    assert book(idempotency_key=KEY, sent=SENT) == cancelled


def test_a_repeat_under_the_key_is_answered_after_the_appointment_started(
    store: DynamoAppointments, provider: Provider, book: Book
) -> None:
    made = book(idempotency_key=KEY, sent=SENT)
    command = CreateAppointment(provider.id, START, DETAILS, KEY, SENT)
    assert create_appointment(command, store, call(clock=at(LATER))).entity == made


def test_another_request_under_the_key_is_refused(book: Book) -> None:
    book(idempotency_key=KEY, sent=SENT)
    with pytest.raises(IdempotencyKeyReused):
        book(idempotency_key=KEY, sent={"startTime": "2027-01-04T10:00:00Z"}, start=LATER)


def test_another_request_under_the_key_is_refused_even_with_an_unknown_provider(book: Book) -> None:
    book(idempotency_key=KEY, sent=SENT)
    with pytest.raises(IdempotencyKeyReused):
        book(idempotency_key=KEY, sent={"providerId": "nobody"}, provider_id="nobody")


def test_a_refused_booking_leaves_its_key_unused(store: DynamoAppointments, book: Book, booked: Appointment) -> None:
    with pytest.raises(SlotTaken):
        book(idempotency_key=KEY, sent=SENT)
    assert book(idempotency_key=KEY, sent={"other": 1}, start=LATER).version == 1


def test_two_requests_under_one_key_at_once_make_one_appointment(table: Table, book: Book, faults: Faults) -> None:
    first_one: list[Appointment] = []
    faults.on("TransactWriteItems", first(lambda: first_one.append(book(idempotency_key=KEY, sent=SENT))))
    assert [book(idempotency_key=KEY, sent=SENT)] == first_one
    assert claims(table) == 2


def test_another_request_under_the_key_at_once_is_refused(book: Book, faults: Faults) -> None:
    faults.on("TransactWriteItems", first(lambda: book(idempotency_key=KEY, sent=SENT)))
    with pytest.raises(IdempotencyKeyReused):
        book(idempotency_key=KEY, sent={"other": 1}, start=LATER)


# --- moving ------------------------------------------------------------------------------------------------------


def test_a_moved_appointment_keeps_its_id_and_gives_up_its_old_time(
    store: DynamoAppointments, booked: Appointment, book: Book, now: Call
) -> None:
    moved = move(booked, store, now, to=timedelta(hours=2))
    assert (moved.id, moved.version, moved.interval.start) == (booked.id, 2, START + timedelta(hours=2))
    assert get_appointment(booked.id, store, call()) == moved
    assert book().interval.start == START


def test_an_appointment_can_move_onto_a_part_of_its_own_time(
    table: Table, store: DynamoAppointments, provider: Provider, booked: Appointment, now: Call
) -> None:
    open_at(provider, store, now, windows=[Window(555, 1020)], duration=15)
    moved = move(booked, store, now, to=timedelta(minutes=15))
    assert moved.interval.length == timedelta(minutes=30)
    assert claims(table) == 2


def test_a_move_to_the_time_that_it_has_writes_nothing(
    store: DynamoAppointments, booked: Appointment, faults: Faults, now: Call
) -> None:
    assert move(booked, store, now, to=timedelta(0)) == booked
    assert faults.sent == {"GetItem": 1}


def test_a_move_to_a_taken_time_is_refused_and_changes_nothing(
    store: DynamoAppointments, booked: Appointment, book: Book, now: Call
) -> None:
    book(start=LATER)
    with pytest.raises(SlotTaken):
        move(booked, store, now, to=timedelta(minutes=30))
    assert get_appointment(booked.id, store, call()) == booked


def test_a_refused_move_counts_its_own_time_as_free(
    store: DynamoAppointments, provider: Provider, booked: Appointment, book: Book, now: Call
) -> None:
    book(start=LATER)
    open_at(provider, store, now, windows=[Window(525, 1020)], duration=15)
    with pytest.raises(SlotTaken) as refusal:
        move(booked, store, now, to=timedelta(minutes=15))
    # 08:45 overlaps its own claims, which count as free; 09:00, the time that it has, is no alternative.
    assert refusal.value.alternatives[0].start == START - timedelta(minutes=15)


def test_a_move_to_a_time_that_is_not_offered_is_refused(
    store: DynamoAppointments, booked: Appointment, now: Call
) -> None:
    with pytest.raises(SlotNotOffered):
        move(booked, store, now, to=timedelta(minutes=15))


def test_a_move_into_the_past_is_refused(store: DynamoAppointments, booked: Appointment, now: Call) -> None:
    with pytest.raises(SlotInPast):
        reschedule_appointment(RescheduleAppointment(booked.id, NOW), store, now)


def test_a_move_on_the_version_that_the_client_saw_is_made(
    store: DynamoAppointments, booked: Appointment, now: Call
) -> None:
    assert move(booked, store, now, to=timedelta(hours=1), on=Precondition({1})).version == 2


def test_a_move_to_the_time_that_it_has_is_answered_on_a_stale_version_too(
    store: DynamoAppointments, booked: Appointment, now: Call
) -> None:
    assert move(booked, store, now, to=timedelta(0), on=Precondition({7})) == booked


def test_a_move_that_meets_another_is_made_on_top(
    store: DynamoAppointments, booked: Appointment, faults: Faults, now: Call
) -> None:
    faults.on("TransactWriteItems", first(lambda: move(booked, store, now, to=timedelta(hours=1))))
    assert move(booked, store, now, to=timedelta(hours=2)).version == 3


def test_a_move_that_meets_another_is_refused_where_the_client_named_the_version(
    store: DynamoAppointments, booked: Appointment, faults: Faults, now: Call
) -> None:
    faults.on("TransactWriteItems", first(lambda: move(booked, store, now, to=timedelta(hours=1))))
    with pytest.raises(VersionMismatch):
        move(booked, store, now, to=timedelta(hours=2), on=Precondition({1}))


def test_a_move_that_meets_a_cancellation_is_refused(
    store: DynamoAppointments, booked: Appointment, faults: Faults, now: Call
) -> None:
    faults.on("TransactWriteItems", first(lambda: cancel(booked, store, now)))
    with pytest.raises(AppointmentIsCancelled):
        move(booked, store, now, to=timedelta(hours=2))


def test_a_move_that_meets_a_schedule_change_is_decided_on_the_new_schedule(
    store: DynamoAppointments, provider: Provider, booked: Appointment, faults: Faults, now: Call
) -> None:
    faults.on("TransactWriteItems", first(lambda: open_at(provider, store, now, windows=[Window(540, 600)])))
    with pytest.raises(SlotNotOffered):
        move(booked, store, now, to=timedelta(hours=2))


def test_a_move_is_refused_for_what_holds_of_the_appointment_as_it_stands(
    store: DynamoAppointments, booked: Appointment, faults: Faults, now: Call
) -> None:
    # Cancelled between the reading of the appointment and that of the provider, which does not offer the time.
    faults.on("GetItem", as_it_is, first(lambda: cancel(booked, store, now)))
    with pytest.raises(AppointmentIsCancelled):
        move(booked, store, now, to=timedelta(minutes=15))


def test_nobody_is_moved_to_a_provider_who_is_deactivated_meanwhile(
    store: DynamoAppointments, booked: Appointment, now: Call, faults: Faults
) -> None:
    colleague = open_provider(store, now)
    faults.on("TransactWriteItems", first(lambda: deactivate_provider(ChangeState(colleague.id), store, now)))
    with pytest.raises(SlotNotOffered):
        reschedule_appointment(RescheduleAppointment(booked.id, START, provider_id=colleague.id), store, now)
    assert store.appointment(booked.id) == booked


def test_a_move_to_a_provider_is_refused_if_the_start_is_taken_there_meanwhile(
    store: DynamoAppointments, booked: Appointment, book: Book, now: Call, faults: Faults
) -> None:
    colleague = open_provider(store, now)
    faults.on("TransactWriteItems", first(lambda: book(provider_id=colleague.id)))
    with pytest.raises(SlotTaken):
        reschedule_appointment(RescheduleAppointment(booked.id, START, provider_id=colleague.id), store, now)
    assert store.appointment(booked.id) == booked


def test_a_cancelled_appointment_cannot_be_moved(store: DynamoAppointments, booked: Appointment, now: Call) -> None:
    cancel(booked, store, now)
    with pytest.raises(AppointmentIsCancelled):
        move(booked, store, now, to=timedelta(hours=2))


def test_an_appointment_that_has_started_cannot_be_moved(store: DynamoAppointments, booked: Appointment) -> None:
    with pytest.raises(AppointmentHasStarted):
        move(booked, store, call(clock=at(START)), to=timedelta(hours=2))


def test_an_unknown_appointment_cannot_be_moved(store: DynamoAppointments, now: Call) -> None:
    with pytest.raises(AppointmentNotFound):
        reschedule_appointment(RescheduleAppointment(OTHER_ID, START), store, now)


# --- cancelling --------------------------------------------------------------------------------------------------


def test_a_cancelled_appointment_stays_as_a_record_and_frees_its_time(
    table: Table, store: DynamoAppointments, booked: Appointment, book: Book, now: Call
) -> None:
    cancelled = cancel(booked, store, now)
    assert (cancelled.status, cancelled.cancellation_reason) == (AppointmentStatus.CANCELLED, "ill")
    assert get_appointment(booked.id, store, call()) == cancelled
    assert claims(table) == 0
    assert book().interval == booked.interval


def test_cancelling_again_answers_the_same_record_whatever_the_version_named(
    store: DynamoAppointments, booked: Appointment, faults: Faults, now: Call
) -> None:
    cancelled = cancel(booked, store, now)
    assert cancel(booked, store, now, Precondition({77})) == cancelled
    assert faults.sent["TransactWriteItems"] == 1


def test_cancelling_on_a_stale_version_is_refused(store: DynamoAppointments, booked: Appointment, now: Call) -> None:
    with pytest.raises(VersionMismatch):
        cancel(booked, store, now, Precondition({7}))


def test_cancelling_again_answers_also_after_the_appointment_would_have_started(
    store: DynamoAppointments, booked: Appointment, now: Call
) -> None:
    cancelled = cancel(booked, store, now)
    assert cancel(booked, store, call(clock=at(LATER))) == cancelled


def test_an_appointment_that_has_started_cannot_be_cancelled(store: DynamoAppointments, booked: Appointment) -> None:
    with pytest.raises(AppointmentHasStarted):
        cancel(booked, store, call(clock=at(START)))


def test_a_cancellation_that_meets_a_move_cancels_the_moved_appointment(
    table: Table, store: DynamoAppointments, booked: Appointment, faults: Faults, now: Call
) -> None:
    faults.on("TransactWriteItems", first(lambda: move(booked, store, now, to=timedelta(hours=1))))
    assert cancel(booked, store, now).version == 3
    assert claims(table) == 0


def test_a_cancellation_that_meets_another_answers_the_first(
    store: DynamoAppointments, booked: Appointment, faults: Faults, now: Call
) -> None:
    faults.on("TransactWriteItems", first(lambda: cancel(booked, store, now)))
    assert cancel(booked, store, now).version == 2


def test_a_cancellation_does_not_ask_the_provider(
    store: DynamoAppointments, provider: Provider, booked: Appointment, now: Call
) -> None:
    open_at(provider, store, now, windows=[Window(600, 660)])
    assert cancel(booked, store, now).status is AppointmentStatus.CANCELLED


@pytest.mark.parametrize("unknown", [OTHER_ID, "nobody"])
def test_an_unknown_appointment_cannot_be_cancelled(store: DynamoAppointments, now: Call, unknown: str) -> None:
    with pytest.raises(AppointmentNotFound):
        cancel_appointment(CancelAppointment(unknown), store, now)


# --- readings of two items that are no snapshot --------------------------------------------------------------------


class TornStore(DynamoAppointments):
    """Reads the appointment and the provider as BatchGetItem may: another request acts between the two reads."""

    meanwhile: Callable[[], object] = staticmethod(lambda: None)

    def provider_and_appointment(
        self, provider_id: str, appointment_id: str
    ) -> tuple[Provider | None, Appointment | None]:
        appointment = self.appointment_made(appointment_id)
        self.meanwhile()
        return self.provider(provider_id), appointment


def test_a_twin_that_booked_before_the_schedule_changed_is_answered_with_its_appointment(
    table: Table, store: DynamoAppointments, provider: Provider, now: Call
) -> None:
    command = CreateAppointment(provider.id, START, DETAILS, idempotency_key=KEY, sent=SENT)
    torn = TornStore(table.send, table.name)

    def twin_books_and_the_week_is_cleared() -> None:
        create_appointment(command, store, now)
        open_at(provider, store, now, windows=[Window(13 * 60, 17 * 60)])

    torn.meanwhile = twin_books_and_the_week_is_cleared
    answered = create_appointment(command, torn, now)
    assert answered.replayed


def test_a_start_that_is_not_offered_is_refused_under_a_key_too(
    store: DynamoAppointments, provider: Provider, now: Call
) -> None:
    with pytest.raises(SlotNotOffered):
        create_appointment(
            CreateAppointment(provider.id, START + timedelta(minutes=5), DETAILS, idempotency_key=KEY), store, now
        )
