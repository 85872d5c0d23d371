"""The decisions of add_time_off."""

from datetime import timedelta

import pytest

from booking.calls.call import Call
from booking.calls.caller import NOBODY
from booking.calls.idempotency import is_id
from booking.calls.refusals import Busy, Forbidden, IdempotencyKeyReused, Unauthorized, ValidationFailed
from booking.providers.refusals import ProviderNotFound
from booking.time.intervals import Interval
from booking.time_off.add_time_off import add_time_off
from booking.time_off.commands import AddTimeOff, RemoveTimeOff
from booking.time_off.refusals import TooMuchTimeOff
from booking.time_off.remove_time_off import remove_time_off
from booking.time_off.time_off import MOST_LISTED
from tests.callers import CUSTOMER, DESK, OTHER_CUSTOMER, PROVIDER
from tests.engine import at, call
from tests.examples import MADE, OTHER_ID, PROVIDER_ID, changed, new_provider, provider
from tests.fake_store import FakeStore

HOUR = timedelta(hours=1)
TIME = Interval(MADE + HOUR, MADE + 2 * HOUR)
ADD = AddTimeOff(PROVIDER_ID, TIME, "Dentist")
KEYED = ADD._replace(idempotency_key="0123456789abcdef", sent={"reason": "Dentist"})


def test_the_entry_is_saved_listed_and_the_provider_touched(store: FakeStore, present: Call) -> None:
    made = add_time_off(ADD, store, present)
    assert is_id(made.entity.id)
    assert store.entries == {(PROVIDER_ID, made.entity.id): made.entity}
    assert store.listed == {PROVIDER_ID: {made.entity.id: TIME}}
    touched = store.provider(PROVIDER_ID)
    assert (touched.version, touched.change, touched.has_time_off) == (3, provider().change, True)


def test_a_repeat_with_the_key_returns_the_entry_as_it_is_now(store: FakeStore, present: Call) -> None:
    made = add_time_off(KEYED, store, present).entity
    removed = remove_time_off(RemoveTimeOff(PROVIDER_ID, made.id), store, present)
    assert add_time_off(KEYED, store, present) == (removed, True)
    assert store.provider(PROVIDER_ID).version == 4


def test_a_repeat_is_answered_when_the_time_is_over(store: FakeStore, present: Call) -> None:
    made = add_time_off(KEYED, store, present).entity
    assert add_time_off(KEYED, store, call(clock=at(MADE + 9 * HOUR))) == (made, True)


def test_another_request_with_the_key_is_refused(store: FakeStore, present: Call) -> None:
    add_time_off(KEYED, store, present)
    with pytest.raises(IdempotencyKeyReused):
        add_time_off(KEYED._replace(sent={"reason": "Surgery"}), store, present)


def test_a_key_is_one_for_each_provider(store: FakeStore, present: Call) -> None:
    store.put(new_provider(OTHER_ID))
    first, second = (add_time_off(KEYED._replace(provider_id=of), store, present) for of in (PROVIDER_ID, OTHER_ID))
    assert (first.replayed, second.replayed) == (False, False)
    assert first.entity.id != second.entity.id


def test_a_dry_run_writes_nothing(store: FakeStore, present: Call) -> None:
    made = add_time_off(ADD._replace(is_dry_run=True), store, present)
    assert (made.entity.interval, made.replayed) == (TIME, False)
    assert (store.entries, store.listed, store.provider(PROVIDER_ID)) == ({}, {}, provider())


def test_a_provider_that_changed_meanwhile_is_read_again(store: FakeStore, present: Call) -> None:
    store.meanwhile["update_provider"] = [lambda: store.put(changed(provider()))]
    add_time_off(ADD, store, present)
    assert store.provider(PROVIDER_ID).version == 4
    store.meanwhile["update_provider"] = [lambda: store.put(changed(store.providers[PROVIDER_ID]))] * 3
    with pytest.raises(Busy):
        add_time_off(ADD, store, present)


def test_a_full_list_is_refused_and_nothing_saved(store: FakeStore, present: Call) -> None:
    store.listed[PROVIDER_ID] = {f"{number}": TIME for number in range(MOST_LISTED)}
    with pytest.raises(TooMuchTimeOff):
        add_time_off(ADD, store, present)
    assert (store.entries, store.provider(PROVIDER_ID)) == ({}, provider())


def test_a_time_that_is_over_is_refused(store: FakeStore) -> None:
    with pytest.raises(ValidationFailed):
        add_time_off(ADD, store, call(clock=at(MADE + 2 * HOUR)))


def test_an_unknown_provider_is_not_found(store: FakeStore, present: Call) -> None:
    with pytest.raises(ProviderNotFound):
        add_time_off(ADD._replace(provider_id=OTHER_ID), store, present)


def test_only_who_may_change_the_schedule_may_add_time_off(store: FakeStore) -> None:
    for caller in (DESK, CUSTOMER, OTHER_CUSTOMER, PROVIDER):
        with pytest.raises(Forbidden):
            add_time_off(ADD, store, call(caller=caller))
    with pytest.raises(Unauthorized):
        add_time_off(ADD, store, call(caller=NOBODY))
