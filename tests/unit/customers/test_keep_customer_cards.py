"""The decisions of keep_customer_cards."""

from dataclasses import replace
from datetime import timedelta

import pytest

from booking.calls.call import Call
from booking.calls.refusals import Busy
from booking.customers.erase_customer import erase_customer
from booking.customers.erasure import SETTLED_AFTER, Erasure
from booking.customers.keep_customer_cards import keep_customer_cards, refreshed
from tests.engine import NOW, at, call
from tests.examples import NINE, OTHER_ID, booked, cancelled, offering, origin, provider, rescheduled
from tests.fake_store import FakeStore
from tests.messages import news

KIM = "customer-1"


@pytest.fixture
def store() -> FakeStore:
    store = FakeStore()
    store.put(booked())
    return store


def test_a_first_booking_makes_a_card(store: FakeStore, present: Call) -> None:
    assert keep_customer_cards(news(booked()), store, present)
    assert (store.cards[KIM].revision, store.cards[KIM].figures.booked) == (1, 1)


def test_a_repeat_changes_nothing(store: FakeStore, present: Call) -> None:
    keep_customer_cards(news(booked()), store, present)
    assert not keep_customer_cards(news(booked()), store, present)


def test_an_older_event_behind_a_newer_one_changes_nothing(store: FakeStore, present: Call) -> None:
    store.put(cancelled())
    keep_customer_cards(news(cancelled()), store, present)
    assert not keep_customer_cards(news(booked()), store, present)
    assert store.cards[KIM].figures.cancelled == 1


def test_an_appointment_that_the_index_does_not_list_yet_counts(store: FakeStore, present: Call) -> None:
    other = booked(NINE + timedelta(days=1), appointment_id=OTHER_ID)
    store.put(other)
    store.unlisted = {OTHER_ID}
    keep_customer_cards(news(other), store, present)
    assert store.cards[KIM].figures.booked == 2


def test_what_happens_to_providers_is_no_news_of_a_customer(store: FakeStore, present: Call) -> None:
    assert not keep_customer_cards(news(provider()), store, present)
    assert not keep_customer_cards(news(offering()), store, present)
    assert store.cards == {}


def test_another_card_in_the_meantime_is_read_again(store: FakeStore, present: Call) -> None:
    def another() -> None:
        keep_customer_cards(news(booked()), store, present)

    store.meanwhile["save_card"] = [another]
    assert not keep_customer_cards(news(booked()), store, present)
    assert store.cards[KIM].revision == 1


def test_a_card_that_changes_all_the_time_is_tried_again_later(store: FakeStore, present: Call) -> None:
    keep_customer_cards(news(booked()), store, present)
    store.put(rescheduled())

    def touch() -> None:
        store.cards[KIM] = replace(store.cards[KIM], revision=store.cards[KIM].revision + 1)

    store.meanwhile["save_card"] = [touch] * 3
    with pytest.raises(Busy):
        keep_customer_cards(news(rescheduled()), store, present)


def test_while_an_erasure_goes_on_no_card_is_made(store: FakeStore, present: Call) -> None:
    store.erasures[KIM] = Erasure.begin(KIM, origin("change-9"))
    assert not keep_customer_cards(news(booked()), store, present)
    assert store.cards == {}


def test_an_erasure_that_begins_in_between_keeps_the_card_from_being_made(store: FakeStore, present: Call) -> None:
    def begin() -> None:
        store.erasures[KIM] = Erasure.begin(KIM, origin("change-9"))

    store.meanwhile["save_card"] = [begin]
    assert not keep_customer_cards(news(booked()), store, present)
    assert store.cards == {}


def test_erasing_takes_the_card_first_and_none_comes_back(store: FakeStore) -> None:
    keep_customer_cards(news(booked()), store, call(clock=at(NOW)))
    for instant in (NOW, NOW + SETTLED_AFTER):
        erase_customer(KIM, store, call(clock=at(instant)))
        assert not refreshed(KIM, store, call(clock=at(instant)))
        assert store.cards == {}


def test_what_is_booked_after_the_end_of_an_erasure_is_new_data(store: FakeStore) -> None:
    for instant in (NOW, NOW + SETTLED_AFTER):
        erase_customer(KIM, store, call(clock=at(instant)))
    later = booked(NINE + timedelta(days=1), appointment_id=OTHER_ID, made=origin("change-9", NOW + 2 * SETTLED_AFTER))
    store.put(later)
    assert keep_customer_cards(news(later), store, call(clock=at(NOW + 2 * SETTLED_AFTER)))
    assert store.cards[KIM].contact.name == later.details.customer.name
