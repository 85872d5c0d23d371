"""The limit of a customer's open appointments on the real engine: what is listed, what it costs, and lost answers."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from booking.appointments.appointment import Appointment, Customer, Details
from booking.appointments.cancel_appointment import cancel_appointment
from booking.appointments.commands import CancelAppointment, CreateAppointment, RescheduleAppointment
from booking.appointments.create_appointment import create_appointment
from booking.appointments.refusals import SlotTaken, TooManyOpenAppointments
from booking.appointments.reschedule_appointment import reschedule_appointment
from booking.appointments.store import DynamoAppointments
from booking.calls.call import Call
from booking.calls.caller import Caller
from booking.calls.refusals import Busy
from booking.dynamodb.retrying import Backoff
from booking.providers.provider import Provider
from tests.callers import CUSTOMER, DESK, OTHER_CUSTOMER
from tests.contradictions import confirmed, listed
from tests.engine import NOW, Table, at, call
from tests.integration.examples import KEY, START, open_at, open_provider, time_for
from tests.integration.faults import (
    Fault,
    Faults,
    answer_lost,
    answer_lost_and_then,
    answer_lost_and_token_forgotten,
    cut,
    first,
    turned_away,
)

pytestmark = pytest.mark.usefixtures("_sound")

LIMIT = 3
HALF_HOUR = timedelta(minutes=30)

type Book = Callable[..., Appointment]


@pytest.fixture
def store(table: Table) -> DynamoAppointments:
    """A customer may have three open appointments with a provider. It does not wait between its attempts."""
    return DynamoAppointments(table.send, table.name, Backoff(sleep=lambda _: None), max_open=LIMIT)


@pytest.fixture
def customer() -> Call:
    return customer_at(NOW)


@pytest.fixture
def book(store: DynamoAppointments, provider: Provider, customer: Call) -> Book:
    """The customer books, at that half hour after START."""

    def book(slot: int = 0, by: Call = customer, key: str | None = None) -> Appointment:
        details = Details(Customer(by.caller.customer_id, "Ada"))
        command = CreateAppointment(provider.id, START + slot * HALF_HOUR, details, key, {})
        return create_appointment(command, store, by).entity

    return book


@pytest.fixture
def full(book: Book) -> list[Appointment]:
    return [book(slot) for slot in range(LIMIT)]


def cancel(appointment: Appointment, store: DynamoAppointments, by: Call) -> Appointment:
    return cancel_appointment(CancelAppointment(appointment.id), store, by)


def move(appointment: Appointment, store: DynamoAppointments, by: Call, *, to: datetime) -> Appointment:
    return reschedule_appointment(RescheduleAppointment(appointment.id, to), store, by)


def customer_at(instant: datetime) -> Call:
    return call(clock=at(instant), caller=CUSTOMER)


# --- what is listed --------------------------------------------------------------------------------------------------


def test_what_a_customer_books_is_listed(table: Table, full: list[Appointment]) -> None:
    (item,) = (item for item in table.items() if item["PK"]["S"].startswith("OPEN#"))
    assert item["openCount"] == {"N": "3"}
    assert {i: item[i]["S"] for i in listed([item])} == {a.id: f"{a.interval.end:%Y-%m-%dT%H:%M:%SZ}" for a in full}


def test_one_more_is_refused_and_writes_nothing(table: Table, full: list[Appointment], book: Book) -> None:
    before = table.items()
    with pytest.raises(TooManyOpenAppointments):
        book(5)
    assert table.items() == before


def test_another_customer_and_another_provider_have_lists_of_their_own(
    table: Table, full: list[Appointment], book: Book
) -> None:
    book(5, by=call(clock=at(NOW), caller=OTHER_CUSTOMER))
    assert len(listed(table.items())) == LIMIT + 1


@pytest.mark.parametrize("caller", [CUSTOMER, DESK])
def test_cancelling_makes_room_whoever_does_it(
    table: Table, store: DynamoAppointments, full: list[Appointment], book: Book, caller: Caller
) -> None:
    cancel(full[0], store, call(clock=at(NOW), caller=caller))
    assert book(5).is_confirmed
    assert listed(table.items()) == sorted(confirmed(table.items()))


def test_a_moved_appointment_is_over_at_its_new_end(
    store: DynamoAppointments, full: list[Appointment], book: Book, now: Call
) -> None:
    move(full[0], store, now, to=START + 6 * HALF_HOUR)
    # The second is over, and the first would have been.
    later = customer_at(full[1].interval.end)
    assert book(7, by=later).is_confirmed
    with pytest.raises(TooManyOpenAppointments):
        book(8, by=later)


def test_what_is_over_is_taken_off_when_room_is_needed(table: Table, full: list[Appointment], book: Book) -> None:
    made = book(8, by=customer_at(full[-1].interval.end))
    assert listed(table.items()) == [made.id]


def test_what_staff_books_is_not_listed(table: Table, book: Book, now: Call) -> None:
    for slot in range(LIMIT + 1):
        book(slot, by=now)
    assert listed(table.items()) == []


def test_what_was_booked_before_there_were_lists_does_not_count_and_can_be_cancelled(
    store: DynamoAppointments, provider: Provider, book: Book, now: Call, customer: Call
) -> None:
    """It has no `isCounted`, as what staff books has none."""
    own = Details(Customer(CUSTOMER.customer_id, "Ada"))
    old = create_appointment(CreateAppointment(provider.id, START, own), store, now).entity
    for slot in range(1, 1 + LIMIT):
        assert book(slot).is_confirmed
    assert not cancel(old, store, customer).is_confirmed


@pytest.mark.parametrize("caller", [CUSTOMER, DESK])
def test_an_appointment_whose_list_is_gone_can_be_moved_and_cancelled(
    table: Table, store: DynamoAppointments, full: list[Appointment], caller: Caller
) -> None:
    table.restore([item for item in table.items() if not item["PK"]["S"].startswith("OPEN#")])
    them = call(clock=at(NOW), caller=caller)
    moved = move(full[0], store, them, to=START + 6 * HALF_HOUR)
    assert not cancel(moved, store, them).is_confirmed
    assert listed(table.items()) == []


# --- the order of the questions --------------------------------------------------------------------------------------


def test_a_repeat_under_the_key_is_answered_at_the_limit(book: Book) -> None:
    made = book(0, key=KEY)
    for slot in range(1, LIMIT):
        book(slot)
    assert book(0, key=KEY) == made


def test_a_taken_slot_is_no_answer_at_the_limit(full: list[Appointment], book: Book, now: Call, faults: Faults) -> None:
    with pytest.raises(TooManyOpenAppointments):
        book(0)
    assert faults.sent == {"TransactWriteItems": 1}, "and no alternatives are looked for"


@pytest.mark.usefixtures("full")
def test_a_taken_slot_of_another_provider_is_no_answer_at_the_limit_there(
    store: DynamoAppointments, provider: Provider, customer: Call, now: Call, faults: Faults
) -> None:
    details = Details(Customer(CUSTOMER.customer_id, "Ada"))
    elsewhere = CreateAppointment(open_provider(store, now).id, START, details)
    made = create_appointment(elsewhere, store, customer).entity
    faults.sent.clear()
    with pytest.raises(TooManyOpenAppointments):
        reschedule_appointment(RescheduleAppointment(made.id, START, provider_id=provider.id), store, customer)
    assert faults.sent == {"GetItem": 2, "TransactWriteItems": 1}, "and no alternatives are looked for"


@pytest.mark.usefixtures("full")
def test_a_changed_provider_is_read_before_the_limit_is_told(
    store: DynamoAppointments, provider: Provider, book: Book, now: Call, faults: Faults
) -> None:
    faults.on("TransactWriteItems", first(lambda: open_at(provider, store, now)))
    with pytest.raises(TooManyOpenAppointments):
        book(5)
    assert faults.sent["GetItem"] == 2, "once by the change"


# --- others at once --------------------------------------------------------------------------------------------------


def test_the_last_room_is_given_once(table: Table, book: Book, faults: Faults) -> None:
    for slot in range(LIMIT - 1):
        book(slot)
    faults.on("TransactWriteItems", first(lambda: book(5)))
    with pytest.raises(TooManyOpenAppointments):
        book(6)
    assert len(listed(table.items())) == LIMIT


def test_what_another_booking_took_off_is_not_taken_off_again(
    table: Table, full: list[Appointment], book: Book, faults: Faults
) -> None:
    later = customer_at(full[-1].interval.end)
    faults.on("TransactWriteItems", first(lambda: None), first(lambda: book(8, by=later)))
    book(9, by=later)
    assert len(listed(table.items())) == 2


def test_a_cancellation_meanwhile_makes_room(
    store: DynamoAppointments, full: list[Appointment], book: Book, now: Call, faults: Faults
) -> None:
    faults.on("TransactWriteItems", first(lambda: cancel(full[1], store, now)))
    assert book(5).is_confirmed


# --- requests --------------------------------------------------------------------------------------------------------


def test_a_customers_booking_costs_no_request_more(provider: Provider, book: Book, faults: Faults) -> None:
    book(0)
    assert faults.sent == {"GetItem": 1, "TransactWriteItems": 1}
    book(1)
    assert faults.sent == {"GetItem": 1, "TransactWriteItems": 2}


def test_taking_off_what_is_over_costs_one_attempt_more(full: list[Appointment], book: Book, faults: Faults) -> None:
    book(8, by=customer_at(full[-1].interval.end))
    assert faults.sent == {"TransactWriteItems": 2}


def test_moving_and_cancelling_cost_no_request_more(
    store: DynamoAppointments, full: list[Appointment], now: Call, faults: Faults
) -> None:
    moved = move(full[0], store, now, to=START + 6 * HALF_HOUR)
    cancel(moved, store, now)
    assert faults.sent == {"GetItem": 3, "TransactWriteItems": 2}


def test_what_staff_booked_is_moved_and_cancelled_without_a_list(
    store: DynamoAppointments, book: Book, now: Call, faults: Faults
) -> None:
    made = book(0, by=now)
    cancel(move(made, store, now, to=START + 6 * HALF_HOUR), store, now)
    keys = [
        request.get("Key", request.get("Item"))["PK"]["S"]
        for body in faults.bodies["TransactWriteItems"]
        for item in body["TransactItems"]
        for request in item.values()
    ]
    assert keys
    assert not [key for key in keys if key.startswith("OPEN#")]


# --- lost answers ----------------------------------------------------------------------------------------------------

LOST = {
    "answer lost": [answer_lost],
    "two answers lost": [answer_lost, answer_lost],
    "cut, then the answer lost": [cut, answer_lost],
    "answer lost and the token forgotten": [answer_lost_and_token_forgotten],
    "answer lost, then throttled": [answer_lost, turned_away],
}
lost = pytest.mark.parametrize("lost", LOST.values(), ids=LOST.keys())


@lost
@pytest.mark.parametrize("key", [None, KEY])
def test_a_booking_counts_once(table: Table, book: Book, faults: Faults, lost: list[Fault], key: str | None) -> None:
    faults.on("TransactWriteItems", *lost)
    made = book(key=key)
    assert listed(table.items()) == [made.id]


@lost
def test_the_last_booking_within_the_limit_is_answered(
    table: Table, book: Book, faults: Faults, lost: list[Fault]
) -> None:
    """The second sending meets a full list, which its first one filled."""
    for slot in range(LIMIT - 1):
        book(slot)
    faults.on("TransactWriteItems", *lost)
    assert book(5).is_confirmed
    assert len(listed(table.items())) == LIMIT


@lost
def test_a_booking_that_takes_off_what_is_over_counts_once(
    table: Table, full: list[Appointment], book: Book, faults: Faults, lost: list[Fault]
) -> None:
    faults.on("TransactWriteItems", first(lambda: None), *lost)
    made = book(8, by=customer_at(full[-1].interval.end))
    assert listed(table.items()) == [made.id]


@lost
def test_a_cancellation_is_subtracted_once(
    table: Table, store: DynamoAppointments, full: list[Appointment], faults: Faults, lost: list[Fault]
) -> None:
    faults.on("TransactWriteItems", *lost)
    cancel(full[0], store, customer_at(NOW))
    assert listed(table.items()) == sorted(appointment.id for appointment in full[1:])


def test_a_booking_that_others_have_cancelled_since_counts_no_more(
    table: Table, store: DynamoAppointments, book: Book, now: Call, faults: Faults
) -> None:
    def by_staff() -> None:
        (appointment_id,) = confirmed(table.items())
        cancel_appointment(CancelAppointment(appointment_id), store, now)

    faults.on("TransactWriteItems", answer_lost_and_then(by_staff))
    book()
    assert listed(table.items()) == []


def test_a_booking_that_never_arrived_does_not_count(table: Table, book: Book, faults: Faults) -> None:
    faults.on("TransactWriteItems", cut, cut)
    with pytest.raises(Busy):
        book(by=call(clock=at(NOW), caller=CUSTOMER, seconds_left=time_for(attempts=2)))
    assert listed(table.items()) == []


def test_a_refused_booking_does_not_count(table: Table, book: Book, now: Call) -> None:
    book(0, by=now)
    with pytest.raises(SlotTaken):
        book(0)
    assert listed(table.items()) == []
