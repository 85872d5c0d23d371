"""The decisions of update_customer, get_customer and find_customers."""

from collections.abc import Callable
from typing import Any

import pytest

from booking.calls.call import Call
from booking.calls.caller import NOBODY, Caller
from booking.calls.precondition import Precondition
from booking.calls.refusals import Forbidden, Unauthorized, VersionMismatch
from booking.customers.commands import UpdateCustomer
from booking.customers.erasure import Erasure
from booking.customers.find_customers import find_customers
from booking.customers.get_customer import get_customer
from booking.customers.keep_customer_cards import refreshed
from booking.customers.refusals import CustomerNotFound
from booking.customers.searching import search_of
from booking.customers.update_customer import update_customer
from tests.callers import CUSTOMER, PROVIDER
from tests.engine import call
from tests.examples import booked, origin
from tests.fake_store import FakeStore

KIM = "customer-1"


@pytest.fixture
def store(present: Call) -> FakeStore:
    store = FakeStore()
    store.put(booked())
    refreshed(KIM, store, present)
    return store


def find(text: str, store: FakeStore, present: Call) -> list[str]:
    search = search_of(text)
    assert search
    return [card.id for card in find_customers(search, None, 50, store, present).entries]


def test_a_correction_is_found_at_once(store: FakeStore, present: Call) -> None:
    after, is_changed = update_customer(UpdateCustomer(KIM, {"name": "Kim Dahl"}), store, present)
    assert is_changed
    assert (after.contact.name, after.revision, get_customer(KIM, store, present)) == ("Kim Dahl", 2, after)
    assert (find("dahl", store, present), find("berg", store, present)) == ([KIM], [])


def test_the_same_correction_again_changes_nothing_whatever_the_precondition(store: FakeStore, present: Call) -> None:
    for is_first in (True, False):
        done = update_customer(UpdateCustomer(KIM, {"phone": "1"}, Precondition({1})), store, present)
        assert (done.card.revision, done.is_changed) == (2, is_first)


def test_a_correction_of_another_version_is_refused(store: FakeStore, present: Call) -> None:
    with pytest.raises(VersionMismatch):
        update_customer(UpdateCustomer(KIM, {"phone": "1"}, Precondition({2})), store, present)


def test_who_has_no_card_cannot_be_corrected(store: FakeStore, present: Call) -> None:
    with pytest.raises(CustomerNotFound):
        update_customer(UpdateCustomer("customer-2", {"phone": "1"}), store, present)


def test_during_an_erasure_there_is_nothing_to_correct(store: FakeStore, present: Call) -> None:
    store.erasures[KIM] = Erasure.begin(KIM, origin("change-9"))
    with pytest.raises(CustomerNotFound):
        update_customer(UpdateCustomer(KIM, {"phone": "1"}), store, present)


USE_CASES: dict[str, Callable[[Any, Call], object]] = {
    "find": lambda store, call: find("kim", store, call),
    "get": lambda store, call: get_customer(KIM, store, call),
    "update": lambda store, call: update_customer(UpdateCustomer(KIM, {"phone": "1"}), store, call),
}


@pytest.mark.parametrize(("caller", "refusal"), [(NOBODY, Unauthorized), (CUSTOMER, Forbidden), (PROVIDER, Forbidden)])
@pytest.mark.parametrize("use_case", USE_CASES)
def test_cards_are_for_the_desk(use_case: str, caller: Caller, refusal: type[Exception], store: FakeStore) -> None:
    with pytest.raises(refusal):
        USE_CASES[use_case](store, call(caller=caller))
