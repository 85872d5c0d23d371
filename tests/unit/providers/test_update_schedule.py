"""The decisions of update_schedule."""

from collections.abc import Callable

import pytest

from booking.calls.call import Call
from booking.calls.precondition import Precondition
from booking.calls.refusals import Busy, ValidationFailed, VersionMismatch
from booking.providers.commands import UpdateSchedule
from booking.providers.refusals import ProviderNotFound
from booking.providers.update_schedule import update_schedule
from tests.examples import NINE_TO_FIVE, OTHER_ID, PROVIDER_ID, origin, provider
from tests.fake_store import FakeStore

MONDAYS = UpdateSchedule(PROVIDER_ID, {"monday": [NINE_TO_FIVE]}, 30)
ON_VERSION_2 = MONDAYS._replace(precondition=Precondition({2}))


@pytest.fixture
def change(store: FakeStore) -> Callable[[], None]:
    """Another request changes the schedule."""
    return lambda: store.put(store.providers[PROVIDER_ID].with_schedule({}, 60, origin("another")))


def test_the_new_week_is_saved_as_it_is_answered(store: FakeStore, present: Call) -> None:
    updated = update_schedule(MONDAYS, store, present)
    assert store.provider(PROVIDER_ID) == updated
    assert (updated.version, updated.schedule) == (3, updated.schedule.of(MONDAYS.week))


def test_a_provider_that_changed_meanwhile_is_read_again(
    store: FakeStore, present: Call, change: Callable[[], None]
) -> None:
    store.meanwhile["update_provider"] = [change]
    assert update_schedule(MONDAYS, store, present).version == 4


def test_a_change_meanwhile_is_refused_where_the_client_named_the_version(
    store: FakeStore, present: Call, change: Callable[[], None]
) -> None:
    store.meanwhile["update_provider"] = [change]
    with pytest.raises(VersionMismatch):
        update_schedule(ON_VERSION_2, store, present)


def test_the_version_that_the_client_named_is_changed(store: FakeStore, present: Call) -> None:
    assert update_schedule(ON_VERSION_2, store, present).version == 3


def test_another_version_than_the_client_named_is_left_alone(store: FakeStore, present: Call) -> None:
    with pytest.raises(VersionMismatch):
        update_schedule(MONDAYS._replace(precondition=Precondition({1})), store, present)
    assert store.provider(PROVIDER_ID) == provider()


def test_the_version_is_asked_before_the_week_is_judged(store: FakeStore, present: Call) -> None:
    with pytest.raises(VersionMismatch):
        update_schedule(MONDAYS._replace(appointment_duration=7, precondition=Precondition({1})), store, present)


def test_a_week_that_breaks_a_rule_is_not_saved(store: FakeStore, present: Call) -> None:
    with pytest.raises(ValidationFailed):
        update_schedule(MONDAYS._replace(appointment_duration=7), store, present)
    assert store.provider(PROVIDER_ID) == provider()


def test_an_unknown_provider_is_not_found(store: FakeStore, present: Call) -> None:
    with pytest.raises(ProviderNotFound):
        update_schedule(MONDAYS._replace(provider_id=OTHER_ID), store, present)


def test_a_provider_that_changes_at_every_attempt_is_busy(
    store: FakeStore, present: Call, change: Callable[[], None]
) -> None:
    store.meanwhile["update_provider"] = [change] * 3
    with pytest.raises(Busy):
        update_schedule(MONDAYS, store, present)


def test_a_dry_run_returns_the_week_at_the_version_that_stands_and_saves_nothing(
    store: FakeStore, present: Call
) -> None:
    tried = update_schedule(MONDAYS._replace(is_dry_run=True), store, present)
    assert (tried.version, tried.schedule) == (2, tried.schedule.of(MONDAYS.week))
    assert store.provider(PROVIDER_ID) == provider()
