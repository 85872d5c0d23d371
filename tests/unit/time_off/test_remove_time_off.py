"""The decisions of remove_time_off."""

from datetime import timedelta

import pytest

from booking.calls.call import Call
from booking.calls.precondition import Precondition
from booking.calls.refusals import Forbidden, VersionMismatch
from booking.time.intervals import Interval
from booking.time_off.commands import RemoveTimeOff, SetTimeOff
from booking.time_off.refusals import TimeOffNotFound
from booking.time_off.remove_time_off import remove_time_off
from booking.time_off.set_time_off import set_time_off
from booking.time_off.time_off import TimeOff
from tests.callers import DESK
from tests.engine import at, call
from tests.examples import MADE, PROVIDER_ID
from tests.fake_store import FakeStore

HOUR = timedelta(hours=1)
REMOVE = RemoveTimeOff(PROVIDER_ID, "dentist")


@pytest.fixture(autouse=True)
def entry(store: FakeStore, present: Call) -> TimeOff:
    command = SetTimeOff(PROVIDER_ID, "dentist", Interval(MADE, MADE + HOUR), "Root canal")
    return set_time_off(command, store, present).entry


def test_the_entry_stays_as_removed_and_leaves_the_list(store: FakeStore, present: Call) -> None:
    removed = remove_time_off(REMOVE, store, present)
    assert (removed.version, removed.is_removed, removed.reason) == (2, True, None)
    assert (store.entries[PROVIDER_ID, "dentist"], store.listed[PROVIDER_ID]) == (removed, {})
    assert store.provider(PROVIDER_ID).version == 4


def test_a_repeat_answers_the_same_and_writes_nothing(store: FakeStore, present: Call) -> None:
    removed = remove_time_off(REMOVE, store, present)
    assert remove_time_off(REMOVE._replace(precondition=Precondition({1})), store, present) == removed
    assert store.provider(PROVIDER_ID).version == 4


def test_one_that_is_over_can_be_removed(store: FakeStore) -> None:
    assert remove_time_off(REMOVE, store, call(clock=at(MADE + 2 * HOUR))).is_removed


def test_another_version_than_the_client_named_is_left_alone(store: FakeStore, present: Call, entry: TimeOff) -> None:
    with pytest.raises(VersionMismatch):
        remove_time_off(REMOVE._replace(precondition=Precondition({2})), store, present)
    assert store.entries[PROVIDER_ID, "dentist"] == entry


def test_one_that_never_was_is_not_found(store: FakeStore, present: Call) -> None:
    with pytest.raises(TimeOffNotFound):
        remove_time_off(REMOVE._replace(time_off_id="Dentist"), store, present)


def test_the_desk_may_not_remove_it(store: FakeStore) -> None:
    with pytest.raises(Forbidden):
        remove_time_off(REMOVE, store, call(caller=DESK))
