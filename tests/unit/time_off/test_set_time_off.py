"""The decisions of set_time_off."""

from datetime import timedelta

import pytest

from booking.calls.call import Call
from booking.calls.precondition import Precondition
from booking.calls.refusals import Forbidden, VersionMismatch
from booking.time.intervals import Interval
from booking.time_off.commands import RemoveTimeOff, SetTimeOff
from booking.time_off.refusals import TooMuchTimeOff
from booking.time_off.remove_time_off import remove_time_off
from booking.time_off.set_time_off import set_time_off
from booking.time_off.time_off import MOST_LISTED
from tests.callers import DESK
from tests.engine import at, call
from tests.examples import MADE, PROVIDER_ID, changed, provider
from tests.fake_store import FakeStore

HOUR = timedelta(hours=1)
TIME = Interval(MADE + HOUR, MADE + 2 * HOUR)
LATER = Interval(MADE + 3 * HOUR, MADE + 4 * HOUR)
SET = SetTimeOff(PROVIDER_ID, "dentist", TIME)
ON_VERSION_1 = Precondition({1})


def test_a_new_entry_has_the_clients_id(store: FakeStore, present: Call) -> None:
    entry, is_new = set_time_off(SET, store, present)
    assert (entry.id, entry.version, is_new) == ("dentist", 1, True)
    assert store.entries == {(PROVIDER_ID, "dentist"): entry}
    assert (store.listed[PROVIDER_ID], store.provider(PROVIDER_ID).version) == ({"dentist": TIME}, 3)


def test_the_same_content_again_writes_nothing_whatever_the_precondition(store: FakeStore, present: Call) -> None:
    entry = set_time_off(SET, store, present).entry
    assert set_time_off(SET._replace(precondition=Precondition({7})), store, present) == (entry, False)
    assert store.provider(PROVIDER_ID).version == 3


def test_other_content_replaces_the_entry_and_its_place_on_the_list(store: FakeStore, present: Call) -> None:
    set_time_off(SET, store, present)
    entry = set_time_off(SET._replace(period=LATER, precondition=ON_VERSION_1), store, present).entry
    assert (entry.version, entry.interval, store.listed[PROVIDER_ID]) == (2, LATER, {"dentist": LATER})


def test_another_version_than_the_client_named_is_left_alone(store: FakeStore, present: Call) -> None:
    entry = set_time_off(SET, store, present).entry
    with pytest.raises(VersionMismatch):
        set_time_off(SET._replace(period=LATER, precondition=Precondition({2})), store, present)
    assert store.entries[PROVIDER_ID, "dentist"] == entry


def test_who_names_a_version_makes_no_new_entry(store: FakeStore, present: Call) -> None:
    with pytest.raises(VersionMismatch):
        set_time_off(SET._replace(precondition=ON_VERSION_1), store, present)
    assert store.entries == {}


def test_a_removed_entry_is_set_again(store: FakeStore, present: Call) -> None:
    set_time_off(SET, store, present)
    remove_time_off(RemoveTimeOff(PROVIDER_ID, "dentist"), store, present)
    entry = set_time_off(SET, store, present).entry
    assert (entry.version, entry.is_removed, store.listed[PROVIDER_ID]) == (3, False, {"dentist": TIME})


def test_a_dry_run_writes_nothing(store: FakeStore, present: Call) -> None:
    entry = set_time_off(SET, store, present).entry
    dry = set_time_off(SET._replace(period=LATER, is_dry_run=True), store, present).entry
    assert (dry.version, dry.interval) == (1, LATER)
    assert (store.entries[PROVIDER_ID, "dentist"], store.listed[PROVIDER_ID]) == (entry, {"dentist": TIME})


def test_two_requests_for_one_id_at_once_make_one_entry(store: FakeStore, present: Call) -> None:
    store.meanwhile["update_provider"] = [lambda: _set_by_another(store)]
    assert set_time_off(SET, store, present).entry.version == 2
    assert store.listed[PROVIDER_ID] == {"dentist": TIME}


def test_a_full_list_takes_no_entry_again_that_was_removed(store: FakeStore, present: Call) -> None:
    set_time_off(SET, store, present)
    remove_time_off(RemoveTimeOff(PROVIDER_ID, "dentist"), store, present)
    store.listed[PROVIDER_ID] = {f"{number}": TIME for number in range(MOST_LISTED)}
    with pytest.raises(TooMuchTimeOff):
        set_time_off(SET, store, present)


def test_the_desk_may_not_set_it(store: FakeStore) -> None:
    with pytest.raises(Forbidden):
        set_time_off(SET, store, call(caller=DESK))


def _set_by_another(store: FakeStore) -> None:
    set_time_off(SET._replace(period=LATER), store, call(clock=at(MADE)))
    store.put(changed(provider()))
