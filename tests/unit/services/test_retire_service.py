"""The decisions of retire_service."""

from dataclasses import replace

import pytest

from booking.calls.call import Call
from booking.calls.caller import NOBODY, Caller
from booking.calls.precondition import Precondition
from booking.calls.refusals import Forbidden, Unauthorized, VersionMismatch
from booking.providers.refusals import ProviderNotFound
from booking.services.commands import RetireService
from booking.services.refusals import ServiceNotFound
from booking.services.retire_service import retire_service
from tests.callers import CUSTOMER, DESK, PROVIDER, THERAPIST
from tests.examples import OTHER_ID, PROVIDER_ID, changed, offering, origin, provider
from tests.fake_store import FakeStore

HAIRCUT = RetireService(PROVIDER_ID, "haircut")


@pytest.fixture(autouse=True)
def _offered(store: FakeStore) -> None:
    store.put(offering())


def test_it_is_no_longer_on_offer_and_its_provider_gets_the_next_version(store: FakeStore, present: Call) -> None:
    retired = retire_service(HAIRCUT, store, present)
    assert (retired.is_active, retired.version) == (False, 2)
    assert (store.offering(PROVIDER_ID, "haircut"), store.provider(PROVIDER_ID)) == (retired, provider().touched())


def test_a_repeat_writes_nothing_whatever_version_the_client_named(store: FakeStore, present: Call) -> None:
    once = retire_service(HAIRCUT, store, present)
    store.meanwhile["save_offering"] = [lambda: pytest.fail("it was saved")]
    assert retire_service(HAIRCUT._replace(precondition=Precondition({1})), store, present) == once


def test_another_version_than_the_client_named_is_left_alone(store: FakeStore, present: Call) -> None:
    with pytest.raises(VersionMismatch):
        retire_service(HAIRCUT._replace(precondition=Precondition({2})), store, present)
    assert store.offering(PROVIDER_ID, "haircut") == offering()


def test_what_changed_meanwhile_is_read_again(store: FakeStore, present: Call) -> None:
    store.meanwhile["save_offering"] = [lambda: store.put(changed(offering()))]
    assert retire_service(HAIRCUT, store, present).version == 3


def test_who_was_the_provider_until_a_moment_ago_is_refused(store: FakeStore, present: Call) -> None:
    store.put(replace(provider(), subject=THERAPIST))
    store.meanwhile["save_offering"] = [
        lambda: store.put(store.providers[PROVIDER_ID].updated({"subject": "sub-2"}, origin("another")))
    ]
    with pytest.raises(Forbidden):
        retire_service(HAIRCUT, store, replace(present, caller=PROVIDER))


def test_an_unknown_service_and_an_unknown_provider_are_not_found(store: FakeStore, present: Call) -> None:
    with pytest.raises(ServiceNotFound):
        retire_service(HAIRCUT._replace(service_id="massage"), store, present)
    with pytest.raises(ProviderNotFound):
        retire_service(HAIRCUT._replace(provider_id=OTHER_ID), store, present)


@pytest.mark.parametrize("caller", [DESK, CUSTOMER, PROVIDER])
def test_others_retire_none(store: FakeStore, present: Call, caller: Caller) -> None:
    with pytest.raises(Forbidden):
        retire_service(HAIRCUT, store, replace(present, caller=caller))


def test_without_a_token_nothing_is_retired(store: FakeStore, present: Call) -> None:
    with pytest.raises(Unauthorized):
        retire_service(HAIRCUT, store, replace(present, caller=NOBODY))


def test_a_dry_run_saves_nothing(store: FakeStore, present: Call) -> None:
    tried = retire_service(HAIRCUT._replace(is_dry_run=True), store, present)
    assert (tried.is_active, tried.version) == (False, 1)
    assert (store.offering(PROVIDER_ID, "haircut"), store.provider(PROVIDER_ID)) == (offering(), provider())
