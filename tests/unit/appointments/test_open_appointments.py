"""The limit of open appointments: the rule, and the decisions of create_appointment about it."""

from datetime import timedelta

import pytest

from booking.appointments.appointment import Appointment, Customer, Details
from booking.appointments.cancel_appointment import cancel_appointment
from booking.appointments.commands import CancelAppointment, CreateAppointment
from booking.appointments.create_appointment import create_appointment
from booking.appointments.open_appointments import OpenAppointments
from booking.appointments.refusals import SlotTaken, TooManyOpenAppointments
from booking.calls.call import Call
from booking.calls.caller import Caller
from tests.callers import ADMIN, CUSTOMER, DESK, OTHER_CUSTOMER
from tests.engine import at, call
from tests.examples import HALF_HOUR, MADE, NINE, OTHER_ID, PROVIDER_ID, booked, changed, provider
from tests.fake_store import FakeStore

BY_CUSTOMER = call(clock=at(MADE), caller=CUSTOMER)
LISTED = OpenAppointments({"one": NINE, "two": NINE + HALF_HOUR}, limit=2)


@pytest.fixture
def store(store: FakeStore) -> FakeStore:
    """A customer may have two open appointments."""
    store.max_open = 2
    return store


def book(store: FakeStore, slot: int, by: Call = BY_CUSTOMER, provider_id: str = PROVIDER_ID) -> Appointment:
    """For the caller, at that half hour after nine of the Monday."""
    details = Details(Customer(by.caller.customer_id, "Ada"))
    command = CreateAppointment(provider_id, NINE + slot * HALF_HOUR, details)
    return create_appointment(command, store, by).entity


# --- the rule --------------------------------------------------------------------------------------------------------


def test_a_list_without_room_is_refused_while_nothing_on_it_is_over() -> None:
    with pytest.raises(TooManyOpenAppointments) as refused:
        LISTED.over(NINE - timedelta(seconds=1))
    assert refused.value.limit == 2


def test_an_appointment_is_over_at_its_end() -> None:
    assert LISTED.over(NINE) == {"one"}
    assert LISTED.over(NINE + HALF_HOUR) == {"one", "two"}


def test_a_list_with_room_is_not_refused() -> None:
    assert LISTED._replace(limit=3).over(NINE - HALF_HOUR) == frozenset()


def test_a_limit_that_was_lowered_holds_from_then_on() -> None:
    with pytest.raises(TooManyOpenAppointments):
        LISTED._replace(limit=1).over(NINE)


def test_the_refusal_names_the_limit_and_says_what_to_do() -> None:
    text = str(TooManyOpenAppointments(10))
    assert "the 10 open appointments" in text
    assert "Cancel one, or book again when one is over." in text


# --- whose bookings it limits ----------------------------------------------------------------------------------------


def test_a_customer_may_have_as_many_as_the_limit(store: FakeStore) -> None:
    made = [book(store, 0), book(store, 1)]
    with pytest.raises(TooManyOpenAppointments):
        book(store, 2)
    assert [*store.appointments.values()] == made
    assert all(appointment.is_counted for appointment in made)


def test_each_customer_has_a_limit_of_its_own(store: FakeStore) -> None:
    made = [book(store, 0), book(store, 1)]
    made.append(book(store, 2, by=call(clock=at(MADE), caller=OTHER_CUSTOMER)))
    assert [*store.appointments.values()] == made


def test_each_provider_has_a_limit_of_its_own(store: FakeStore) -> None:
    store.put(provider(OTHER_ID))
    made = [book(store, 0), book(store, 1), book(store, 1, provider_id=OTHER_ID)]
    assert [*store.appointments.values()] == made


@pytest.mark.parametrize("staff", [ADMIN, DESK])
def test_staff_books_without_limit_even_for_a_customer_with_a_token(store: FakeStore, staff: Caller) -> None:
    details = Details(Customer(CUSTOMER.customer_id, "Ada"))
    by_staff = call(clock=at(MADE), caller=staff)
    for slot in range(5):
        command = CreateAppointment(PROVIDER_ID, NINE + slot * HALF_HOUR, details)
        assert not create_appointment(command, store, by_staff).entity.is_counted
    assert book(store, 5).is_counted, "what others booked does not count"


# --- room ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", [CUSTOMER, DESK])
def test_a_cancelled_appointment_makes_room_whoever_cancels_it(store: FakeStore, by: Caller) -> None:
    first, _ = book(store, 0), book(store, 1)
    cancel_appointment(CancelAppointment(first.id), store, call(clock=at(MADE), caller=by))
    assert book(store, 2).is_confirmed


def test_appointments_that_are_over_make_room(store: FakeStore) -> None:
    first, second = book(store, 0), book(store, 1)
    later = call(clock=at(second.interval.end), caller=CUSTOMER)
    assert book(store, 5, by=later).is_confirmed
    assert store.taken_off == {first.id, second.id}


def test_a_list_that_changed_meanwhile_is_decided_on_again(store: FakeStore) -> None:
    first, second = book(store, 0), book(store, 4)
    later = call(clock=at(first.interval.end), caller=CUSTOMER)

    def others_take_the_first_off_and_cancel_the_second() -> None:
        store.taken_off.add(first.id)
        store.put(second.cancelled(None, later.origin()))

    store.meanwhile["book"] = [lambda: None, others_take_the_first_off_and_cancel_the_second]
    assert book(store, 5, by=later).is_confirmed


# --- the order of the questions --------------------------------------------------------------------------------------


def test_a_repeat_under_the_key_is_answered_at_the_limit(store: FakeStore) -> None:
    details = Details(Customer(CUSTOMER.customer_id, "Ada"))
    command = CreateAppointment(PROVIDER_ID, NINE, details, "0123456789abcdef", {})
    first = create_appointment(command, store, BY_CUSTOMER).entity
    book(store, 1)
    again = create_appointment(command, store, BY_CUSTOMER)
    assert (again.entity, again.replayed) == (first, True)


def test_a_taken_slot_is_no_answer_for_who_may_book_none(store: FakeStore) -> None:
    """Its alternatives would be refused as well."""
    store.put(booked(NINE + 2 * HALF_HOUR))
    book(store, 0)
    with pytest.raises(SlotTaken):
        book(store, 2)
    book(store, 1)
    with pytest.raises(TooManyOpenAppointments):
        book(store, 2)


def test_a_changed_provider_is_asked_for_before_the_limit(store: FakeStore) -> None:
    book(store, 0)
    store.remembered = {PROVIDER_ID: provider()}
    store.put(changed(provider()))
    assert book(store, 1).provider_version == 3
