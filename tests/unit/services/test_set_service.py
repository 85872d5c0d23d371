"""The decisions of set_service."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from booking.calls.call import Call
from booking.calls.caller import NOBODY, Caller
from booking.calls.precondition import Precondition
from booking.calls.refusals import Busy, Forbidden, Unauthorized, ValidationFailed, VersionMismatch
from booking.providers.refusals import ProviderNotFound
from booking.services.commands import SetService
from booking.services.set_service import MOST_OFFERINGS, set_service
from tests.callers import CUSTOMER, DESK, PROVIDER, THERAPIST
from tests.examples import OTHER_ID, PROVIDER_ID, changed, offering, origin, provider, terms
from tests.fake_store import FakeStore

HAIRCUT = SetService(PROVIDER_ID, "haircut", terms())
LONGER = HAIRCUT._replace(terms=terms(duration=45))


def not_saved() -> None:
    pytest.fail("it was saved")


def test_a_new_service_is_saved_as_it_is_answered(store: FakeStore, present: Call) -> None:
    made = set_service(HAIRCUT, store, present)
    assert (made.is_new, made.offering.version) == (True, 1)
    assert store.offering(PROVIDER_ID, "haircut") == made.offering


def test_its_provider_gets_the_next_version_so_that_no_booking_goes_by_the_old_rules(
    store: FakeStore, present: Call
) -> None:
    set_service(HAIRCUT, store, present)
    assert store.provider(PROVIDER_ID) == provider().touched()


def test_new_terms_replace_the_old_ones(store: FakeStore, present: Call) -> None:
    store.put(offering(buffer_after=15))
    made = set_service(LONGER, store, present)
    assert (made.is_new, made.offering.version, made.offering.terms) == (False, 2, LONGER.terms)


@pytest.mark.parametrize("precondition", [Precondition(), Precondition({7})])
def test_the_same_terms_write_nothing_whatever_version_the_client_named(
    store: FakeStore, present: Call, precondition: Precondition
) -> None:
    store.put(offering())
    store.meanwhile["save_offering"] = [not_saved]
    assert set_service(HAIRCUT._replace(precondition=precondition), store, present) == (offering(), False)


def test_a_retired_service_is_put_in_force_again(store: FakeStore, present: Call) -> None:
    store.put(offering().retired(origin("change-2")))
    made = set_service(HAIRCUT, store, present)
    assert (made.is_new, made.offering.is_active, made.offering.version) == (False, True, 3)


@pytest.mark.parametrize("versions", [{1}, {3, 1}])
def test_the_version_that_the_client_named_is_changed(store: FakeStore, present: Call, versions: set[int]) -> None:
    store.put(offering())
    assert set_service(LONGER._replace(precondition=Precondition(versions)), store, present).offering.version == 2


@pytest.mark.parametrize("is_there", [True, False])
def test_another_version_or_none_is_refused(store: FakeStore, present: Call, is_there: bool) -> None:
    if is_there:
        store.put(offering())
    with pytest.raises(VersionMismatch):
        set_service(LONGER._replace(precondition=Precondition({2})), store, present)


def test_the_version_is_asked_before_the_terms_are_judged(store: FakeStore, present: Call) -> None:
    with pytest.raises(VersionMismatch):
        set_service(SetService(PROVIDER_ID, "haircut", terms(duration=7), Precondition({2})), store, present)


def test_terms_that_do_not_fit_are_not_saved(store: FakeStore, present: Call) -> None:
    with pytest.raises(ValidationFailed) as refused:
        set_service(HAIRCUT._replace(terms=terms(duration=40, buffer_after=5)), store, present)
    assert [error.field for error in refused.value.errors] == ["duration", "bufferAfter"]
    assert store.offerings == {}


def test_a_provider_has_fifty_services_counting_those_that_are_retired(store: FakeStore, present: Call) -> None:
    store.put(offering().retired(origin("change-2")))
    store.put(*(offering(service_id=f"s-{number}") for number in range(MOST_OFFERINGS - 2)))
    set_service(HAIRCUT._replace(service_id="last"), store, present)
    with pytest.raises(ValidationFailed, match="serviceId: cannot be new: the provider has 50 services"):
        set_service(HAIRCUT._replace(service_id="one-more"), store, present)
    assert set_service(HAIRCUT, store, present).offering.is_active


def test_the_services_of_another_provider_do_not_count(store: FakeStore, present: Call) -> None:
    store.put(*(offering(OTHER_ID, f"s-{number}") for number in range(MOST_OFFERINGS)))
    assert set_service(HAIRCUT, store, present).is_new


@pytest.fixture
def change(store: FakeStore) -> Callable[[], None]:
    """Another request changes the provider."""
    return lambda: store.put(changed(store.providers[PROVIDER_ID]))


@pytest.mark.parametrize("method", ["offerings_of", "save_offering"])
def test_a_provider_that_changed_meanwhile_is_read_again(
    store: FakeStore, present: Call, change: Callable[[], None], method: str
) -> None:
    store.meanwhile[method] = [change]
    assert set_service(LONGER, store, present).offering.version == 1
    assert store.provider(PROVIDER_ID).version == 4


@pytest.mark.parametrize("method", ["offerings_of", "save_offering"])
def test_a_service_that_was_set_meanwhile_is_read_again(store: FakeStore, present: Call, method: str) -> None:
    store.meanwhile[method] = [lambda: store.put(offering(duration=60), changed(provider()))]
    assert set_service(LONGER, store, present).offering.version == 2


def test_a_provider_that_changes_at_every_attempt_is_busy(
    store: FakeStore, present: Call, change: Callable[[], None]
) -> None:
    store.meanwhile["save_offering"] = [change] * 3
    with pytest.raises(Busy):
        set_service(HAIRCUT, store, present)


def test_an_unknown_provider_is_not_found(store: FakeStore, present: Call) -> None:
    with pytest.raises(ProviderNotFound):
        set_service(HAIRCUT._replace(provider_id=OTHER_ID), store, present)


def test_a_provider_sets_its_own_services(store: FakeStore, present: Call) -> None:
    store.put(replace(provider(), subject=THERAPIST))
    assert set_service(HAIRCUT, store, replace(present, caller=PROVIDER)).is_new


@pytest.mark.parametrize("caller", [DESK, CUSTOMER, PROVIDER])
def test_others_set_none(store: FakeStore, present: Call, caller: Caller) -> None:
    with pytest.raises(Forbidden):
        set_service(HAIRCUT, store, replace(present, caller=caller))


def test_without_a_token_nothing_is_set(store: FakeStore, present: Call) -> None:
    with pytest.raises(Unauthorized):
        set_service(HAIRCUT, store, replace(present, caller=NOBODY))


def test_a_dry_run_saves_nothing(store: FakeStore, present: Call) -> None:
    store.put(offering())
    store.meanwhile["save_offering"] = [not_saved]
    tried = set_service(LONGER._replace(is_dry_run=True), store, present)
    assert (tried.offering.terms, tried.offering.version, tried.is_new) == (LONGER.terms, 1, False)
    new = set_service(HAIRCUT._replace(service_id="new", is_dry_run=True), store, present)
    assert (new.is_new, [*store.offerings.values()]) == (False, [offering()])
