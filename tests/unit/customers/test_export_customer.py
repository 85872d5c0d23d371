"""The decisions of export_customer."""

from datetime import timedelta

import pytest

from booking.calls.call import Call
from booking.calls.caller import NOBODY
from booking.calls.refusals import Forbidden, Unauthorized
from booking.customers.erase_customer import erase_customer
from booking.customers.export import Exported
from booking.customers.export_customer import MOST_APPOINTMENTS, export_customer
from booking.customers.refusals import CustomerNotFound
from tests.callers import CUSTOMER, DESK, OTHER_CUSTOMER, PROVIDER
from tests.engine import call
from tests.examples import NINE, booked
from tests.fake_store import FakeStore

KIM = "customer-1"


@pytest.fixture
def store() -> FakeStore:
    store = FakeStore()
    store.put(booked())
    return store


def test_all_of_a_customer_is_exported(store: FakeStore, present: Call) -> None:
    export = export_customer(KIM, None, store, present)
    assert (export.page, export.erasure, export.open_lists) == (Exported([booked()], None), None, {})


def test_of_an_unknown_customer_there_is_nothing(store: FakeStore) -> None:
    assert export_customer("customer-2", None, store, call(caller=DESK)).page == Exported([], None)


def test_an_erasure_is_exported(store: FakeStore, present: Call) -> None:
    erase_customer(KIM, store, present)
    export = export_customer(KIM, None, store, present)
    assert export.erasure == store.erasures[KIM]
    assert not export.page.appointments[0].has_personal_data


def test_many_appointments_come_in_pages(store: FakeStore, present: Call) -> None:
    more = [booked(NINE + timedelta(days=day), appointment_id=f"{day}") for day in range(1, MOST_APPOINTMENTS + 1)]
    store.put(*more)
    first = export_customer(KIM, None, store, present).page
    rest = export_customer(KIM, first.last, store, present).page
    assert len(first.appointments) == MOST_APPOINTMENTS
    assert ([*first.appointments, *rest.appointments], rest.last) == ([booked(), *more], None)


def test_customers_get_their_own(store: FakeStore) -> None:
    export = export_customer(CUSTOMER.customer_id, None, store, call(caller=CUSTOMER))
    assert export.page == Exported([], None)


@pytest.mark.parametrize("customer_id", [KIM, OTHER_CUSTOMER.customer_id, "nobody's"])
def test_other_customers_are_hidden_from_them(store: FakeStore, customer_id: str) -> None:
    with pytest.raises(CustomerNotFound):
        export_customer(customer_id, None, store, call(caller=CUSTOMER))


def test_a_provider_may_export_nobody(store: FakeStore) -> None:
    with pytest.raises(Forbidden):
        export_customer(KIM, None, store, call(caller=PROVIDER))


def test_without_a_token_nothing_is_exported(store: FakeStore) -> None:
    with pytest.raises(Unauthorized):
        export_customer(KIM, None, store, call(caller=NOBODY))
