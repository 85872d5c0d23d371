"""The decisions of deactivate_provider and reactivate_provider."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from booking.calls.call import Call
from booking.calls.caller import NOBODY, Caller
from booking.calls.precondition import Precondition
from booking.calls.refusals import Busy, Forbidden, Unauthorized, VersionMismatch
from booking.providers.commands import ChangeState
from booking.providers.deactivate_provider import deactivate_provider
from booking.providers.provider import Provider
from booking.providers.reactivate_provider import reactivate_provider
from booking.providers.refusals import ProviderNotFound
from tests.callers import CUSTOMER, DESK, PROVIDER, THERAPIST
from tests.examples import OTHER_ID, PROVIDER_ID, changed, origin, provider
from tests.fake_store import FakeStore

type UseCase = Callable[[ChangeState, FakeStore, Call], Provider]

THIS = ChangeState(PROVIDER_ID)
INACTIVE = provider().deactivated(origin("change-2"))

both = pytest.mark.parametrize(
    ("change", "before"),
    [(deactivate_provider, provider()), (reactivate_provider, INACTIVE)],
    ids=["deactivate", "reactivate"],
)


@both
def test_the_new_state_is_saved_as_it_is_answered(
    store: FakeStore, present: Call, change: UseCase, before: Provider
) -> None:
    store.put(before)
    after = change(THIS, store, present)
    assert store.provider(PROVIDER_ID) == after
    assert (after.is_active, after.version) == (not before.is_active, before.version + 1)


@both
def test_a_repeat_writes_nothing_whatever_version_the_client_named(
    store: FakeStore, present: Call, change: UseCase, before: Provider
) -> None:
    store.put(before)
    once = change(THIS, store, present)
    store.meanwhile["update_provider"] = [lambda: pytest.fail("it was saved")]
    assert change(THIS._replace(precondition=Precondition({1})), store, present) == once


@both
def test_another_version_than_the_client_named_is_left_alone(
    store: FakeStore, present: Call, change: UseCase, before: Provider
) -> None:
    store.put(before)
    with pytest.raises(VersionMismatch):
        change(THIS._replace(precondition=Precondition({1})), store, present)
    assert store.provider(PROVIDER_ID) == before


@both
def test_a_provider_that_changed_meanwhile_is_read_again(
    store: FakeStore, present: Call, change: UseCase, before: Provider
) -> None:
    store.put(before)
    store.meanwhile["update_provider"] = [lambda: store.put(changed(before))]
    assert change(THIS, store, present).version == before.version + 2


@both
def test_a_provider_that_changes_at_every_attempt_is_busy(
    store: FakeStore, present: Call, change: UseCase, before: Provider
) -> None:
    store.put(before)
    store.meanwhile["update_provider"] = [lambda: store.put(changed(store.providers[PROVIDER_ID]))] * 3
    with pytest.raises(Busy):
        change(THIS, store, present)


@both
def test_an_unknown_provider_is_not_found(store: FakeStore, present: Call, change: UseCase, before: Provider) -> None:
    with pytest.raises(ProviderNotFound):
        change(ChangeState(OTHER_ID), store, present)


@pytest.mark.parametrize("caller", [DESK, CUSTOMER, PROVIDER])
@both
def test_only_admins_may_not_even_the_provider_itself(
    store: FakeStore, present: Call, change: UseCase, before: Provider, caller: Caller
) -> None:
    store.put(replace(before, subject=THERAPIST))
    with pytest.raises(Forbidden):
        change(THIS, store, replace(present, caller=caller))


@both
def test_without_a_token_nothing_is_changed(store: FakeStore, present: Call, change: UseCase, before: Provider) -> None:
    with pytest.raises(Unauthorized):
        change(THIS, store, replace(present, caller=NOBODY))


def test_a_dry_run_of_a_deactivation_saves_nothing(store: FakeStore, present: Call) -> None:
    tried = deactivate_provider(THIS._replace(is_dry_run=True), store, present)
    assert (tried.is_active, tried.version) == (False, 2)
    assert store.provider(PROVIDER_ID) == provider()
