"""The decisions of erase_customer."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from booking.appointments.appointment import Appointment, Customer
from booking.calls.call import Call
from booking.calls.caller import NOBODY, Caller
from booking.calls.refusals import Forbidden, Unauthorized
from booking.customers.erase_customer import SECONDS_KEPT, erase_customer
from booking.customers.erasure import GIVEN_UP_AFTER, SETTLED_AFTER, ErasureChange
from tests.callers import CUSTOMER, DESK, PROVIDER
from tests.engine import NOW, at, call
from tests.examples import APPOINTMENT_ID, NINE, OTHER_ID, booked, cancelled, changed
from tests.fake_store import FakeStore

KIM = "customer-1"
MINUTE = timedelta(minutes=1)
ALL_DONE = (0, None)
"""Nothing was left to erase, and no further call is needed."""


@pytest.fixture
def store() -> FakeStore:
    """With two appointments of the customer, one of them cancelled."""
    store = FakeStore()
    store.put(cancelled(), booked(NINE + MINUTE * 60, appointment_id=OTHER_ID, fingerprint="1:f"))
    return store


def later(time: timedelta = SETTLED_AFTER) -> Call:
    return call(clock=at(NOW + time))


def erase(store: FakeStore, call: Call) -> tuple[int, int | None]:
    """How many appointments the call has erased, and when another may go on."""
    return erase_customer(KIM, store, call)[1:]


def data_of(store: FakeStore, customer_id: str = KIM) -> list[Appointment]:
    return [appointment for appointment in store.appointments_of(customer_id) if appointment.has_personal_data]


def erased(store: FakeStore) -> FakeStore:
    """As two calls leave it."""
    erase(store, later(timedelta(0)))
    assert erase(store, later()) == ALL_DONE
    return store


def test_the_first_call_erases_and_asks_for_another_a_minute_later(store: FakeStore, present: Call) -> None:
    assert erase(store, present) == (2, 61)
    assert data_of(store) == []


def test_the_last_look_comes_a_minute_after_the_first(store: FakeStore, present: Call) -> None:
    erase(store, present)
    assert erase(store, later(MINUTE)) == (0, 1)
    assert erase(store, later()) == ALL_DONE


def test_what_the_index_lists_late_is_erased_before_the_end(store: FakeStore, present: Call) -> None:
    erase(store, present)
    store.put(booked())
    assert erase(store, later()) == (1, None)
    assert data_of(store) == []


def test_a_customer_without_appointments_is_erased_too(present: Call) -> None:
    store = FakeStore()
    assert erase(store, present) == (0, 61)
    assert erase(store, later()) == ALL_DONE


def test_others_keep_their_data(store: FakeStore) -> None:
    others = replace(booked(), id="other", details=booked().details._replace(customer=Customer("customer-2", "Sam")))
    store.put(others)
    erased(store)
    assert store.appointment("other") == others


def test_the_end_is_the_change_that_becomes_the_event(store: FakeStore, present: Call) -> None:
    erase(store, present)
    begun = store.erasures[KIM]
    assert (begun.change.type, begun.version, begun.is_complete) == (ErasureChange.BEGUN, 1, False)
    erase(store, later())
    done = store.erasures[KIM]
    assert (done.change.type, done.version, done.is_complete) == (ErasureChange.COMPLETED, 2, True)


def test_a_call_after_the_end_begins_again(store: FakeStore) -> None:
    """Who lost the last answer asks for a minute more. Who asks anew gets what was stored until then."""
    erased(store)
    assert erase(store, later()) == (0, 61)
    assert store.erasures[KIM].begun_at == NOW + SETTLED_AFTER


def test_an_erasure_that_was_given_up_begins_again(store: FakeStore, present: Call) -> None:
    erase(store, present)
    assert erase(store, later(GIVEN_UP_AFTER - timedelta(seconds=1))) == ALL_DONE
    erase(store, later(GIVEN_UP_AFTER))
    assert erase(store, later(GIVEN_UP_AFTER * 2)) == (0, 61)
    assert store.erasures[KIM].begun_at == NOW + GIVEN_UP_AFTER * 2


def test_what_is_booked_after_the_end_waits_for_another_erasure(store: FakeStore) -> None:
    erased(store).put(booked())
    again = SETTLED_AFTER * 2
    assert erase(store, later(again)) == (1, 61)
    assert erase(store, later(again + SETTLED_AFTER)) == ALL_DONE
    assert (data_of(store), store.erasures[KIM].version) == ([], 4)


def test_out_of_time_it_stops_between_two_appointments(store: FakeStore) -> None:
    left = iter([SECONDS_KEPT, SECONDS_KEPT, SECONDS_KEPT - 1])
    out_of_time = call(clock=at(NOW), seconds_left=lambda: next(left))
    assert erase(store, out_of_time) == (1, 0)
    assert len(data_of(store)) == 1


def test_an_appointment_that_changes_meanwhile_is_erased_as_it_is_then(store: FakeStore, present: Call) -> None:
    store.meanwhile["erase"] = [lambda: store.put(changed(store.appointment(APPOINTMENT_ID)))]
    assert erase(store, present) == (2, 61)
    assert (data_of(store), store.appointment(APPOINTMENT_ID).version) == ([], 4)


def by_another(store: FakeStore, time: timedelta) -> Callable[[], None]:
    def act() -> None:
        erase(store, later(time))

    return act


def test_two_that_begin_at_once_go_on_together(store: FakeStore, present: Call) -> None:
    store.meanwhile["save_erasure"] = [by_another(store, timedelta(0))]
    assert erase(store, present) == (0, 61)
    assert store.erasures[KIM].version == 1


def test_two_that_end_at_once_make_one_event(store: FakeStore, present: Call) -> None:
    erase(store, present)
    store.meanwhile["save_erasure"] = [by_another(store, SETTLED_AFTER)]
    assert erase(store, later()) == ALL_DONE
    assert store.erasures[KIM].version == 2


@pytest.mark.parametrize("caller", [DESK, PROVIDER, CUSTOMER])
def test_only_admins_may(store: FakeStore, caller: Caller) -> None:
    with pytest.raises(Forbidden):
        erase(store, call(caller=caller))
    assert (store.erasures, len(data_of(store))) == ({}, 2)


def test_without_a_token_nothing_is_erased(store: FakeStore) -> None:
    with pytest.raises(Unauthorized):
        erase(store, call(caller=NOBODY))
