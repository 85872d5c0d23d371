"""The decisions of update_provider."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from booking.calls.call import Call
from booking.calls.caller import NOBODY, Caller, Role
from booking.calls.precondition import Precondition
from booking.calls.refusals import Busy, Forbidden, Unauthorized, ValidationFailed, VersionMismatch
from booking.providers.commands import UpdateProvider
from booking.providers.provider import ProviderDetails
from booking.providers.refusals import ProviderNotFound
from booking.providers.rules import Rules
from booking.providers.update_provider import update_provider
from tests.callers import ADMIN, CUSTOMER, DESK, PROVIDER, THERAPIST, person
from tests.examples import OTHER_ID, PROVIDER_ID, offering, origin, provider
from tests.fake_store import FakeStore

RENAMED = UpdateProvider(PROVIDER_ID, {"name": "Dr. Rossi"})
ON_VERSION_1 = RENAMED._replace(precondition=Precondition({1}))
ON_VERSION_2 = RENAMED._replace(precondition=Precondition({2}))


@pytest.fixture
def change(store: FakeStore) -> Callable[[], None]:
    """Another request changes the email."""

    def change() -> None:
        before = store.providers[PROVIDER_ID]
        store.put(before.updated({"email": f"{before.version}@example.org"}, origin("another")))

    return change


def by(caller: Caller, present: Call) -> Call:
    return replace(present, caller=caller)


def of_the_therapist(store: FakeStore) -> None:
    """The stored provider is the one who calls."""
    store.put(replace(provider(), subject=THERAPIST))


def test_the_new_details_are_saved_as_they_are_answered(store: FakeStore, present: Call) -> None:
    updated = update_provider(RENAMED, store, present)
    assert store.provider(PROVIDER_ID) == updated
    assert (updated.version, updated.name) == (3, "Dr. Rossi")


@pytest.mark.parametrize("details", [{}, {"name": "Secret-Provider"}])
def test_what_changes_nothing_is_not_saved_whatever_version_the_client_named(
    store: FakeStore, present: Call, details: ProviderDetails
) -> None:
    store.meanwhile["update_provider"] = [lambda: pytest.fail("it was saved")]
    assert update_provider(ON_VERSION_1._replace(details=details), store, present) == provider()


def test_a_provider_that_changed_meanwhile_is_read_again_and_keeps_the_others_change(
    store: FakeStore, present: Call, change: Callable[[], None]
) -> None:
    store.meanwhile["update_provider"] = [change]
    updated = update_provider(RENAMED, store, present)
    assert (updated.version, updated.name, updated.email) == (4, "Dr. Rossi", "2@example.org")


def test_a_change_meanwhile_is_refused_where_the_client_named_the_version(
    store: FakeStore, present: Call, change: Callable[[], None]
) -> None:
    store.meanwhile["update_provider"] = [change]
    with pytest.raises(VersionMismatch):
        update_provider(ON_VERSION_2, store, present)


def test_the_version_that_the_client_named_is_changed(store: FakeStore, present: Call) -> None:
    assert update_provider(ON_VERSION_2, store, present).version == 3


def test_another_version_than_the_client_named_is_left_alone(store: FakeStore, present: Call) -> None:
    with pytest.raises(VersionMismatch):
        update_provider(ON_VERSION_1, store, present)
    assert store.provider(PROVIDER_ID) == provider()


def test_an_unknown_provider_is_not_found(store: FakeStore, present: Call) -> None:
    with pytest.raises(ProviderNotFound):
        update_provider(RENAMED._replace(provider_id=OTHER_ID), store, present)


def test_a_provider_that_changes_at_every_attempt_is_busy(
    store: FakeStore, present: Call, change: Callable[[], None]
) -> None:
    store.meanwhile["update_provider"] = [change] * 3
    with pytest.raises(Busy):
        update_provider(RENAMED, store, present)


def test_a_provider_changes_its_own_name_and_email(store: FakeStore, present: Call) -> None:
    of_the_therapist(store)
    own = RENAMED._replace(details={"name": "Dr. Rossi", "email": None})
    assert update_provider(own, store, by(PROVIDER, present)).email is None


@pytest.mark.parametrize("subject", [THERAPIST, "sub-2", None])
def test_a_provider_sets_no_subject_not_even_the_one_that_it_has(
    store: FakeStore, present: Call, subject: str | None
) -> None:
    of_the_therapist(store)
    with pytest.raises(Forbidden, match="subject"):
        update_provider(RENAMED._replace(details={"subject": subject}), store, by(PROVIDER, present))


def test_an_admin_sets_the_subject(store: FakeStore, present: Call) -> None:
    command = RENAMED._replace(details={"subject": "sub-2"})
    assert update_provider(command, store, by(ADMIN, present)).subject == "sub-2"


@pytest.mark.parametrize("details", [{}, {"name": "Dr. Rossi"}])
def test_a_provider_does_not_change_another_one(store: FakeStore, present: Call, details: ProviderDetails) -> None:
    with pytest.raises(Forbidden):
        update_provider(RENAMED._replace(details=details), store, by(PROVIDER, present))


def test_who_was_the_provider_until_a_moment_ago_is_refused(store: FakeStore, present: Call) -> None:
    of_the_therapist(store)
    store.meanwhile["update_provider"] = [
        lambda: store.put(store.providers[PROVIDER_ID].updated({"subject": "sub-2"}, origin("another")))
    ]
    with pytest.raises(Forbidden):
        update_provider(RENAMED, store, by(PROVIDER, present))


@pytest.mark.parametrize("caller", [DESK, CUSTOMER, person(THERAPIST, Role.DESK)])
def test_who_may_edit_no_provider_learns_not_even_whether_it_exists(
    store: FakeStore, present: Call, caller: Caller
) -> None:
    for provider_id in (PROVIDER_ID, OTHER_ID):
        with pytest.raises(Forbidden):
            update_provider(RENAMED._replace(provider_id=provider_id), store, by(caller, present))


def test_without_a_token_nothing_is_changed(store: FakeStore, present: Call) -> None:
    with pytest.raises(Unauthorized):
        update_provider(RENAMED, store, by(NOBODY, present))


RULES = RENAMED._replace(details={"rules": {"max_advance_days": 20}})
DEMANDING = offering(min_notice_days=30)


def test_rules_are_set_by_who_may_change_the_schedule(store: FakeStore, present: Call) -> None:
    of_the_therapist(store)
    assert update_provider(RULES, store, by(PROVIDER, present)).rules == Rules(max_advance_days=20)


@pytest.mark.parametrize("details", [{"rules": {"max_per_day": 1}}, {"slot_minutes": 30}])
def test_rules_and_slots_of_another_one_are_left_alone(
    store: FakeStore, present: Call, details: ProviderDetails
) -> None:
    with pytest.raises(Forbidden):
        update_provider(RENAMED._replace(details=details), store, by(PROVIDER, present))


def test_a_rule_that_a_service_contradicts_is_not_saved(store: FakeStore, present: Call) -> None:
    store.put(DEMANDING)
    with pytest.raises(ValidationFailed, match=r"maxAdvanceDays: .* service 'haircut'"):
        update_provider(RULES, store, present)
    assert store.provider(PROVIDER_ID) == provider()


def test_a_retired_service_contradicts_nothing(store: FakeStore, present: Call) -> None:
    store.put(DEMANDING.retired(origin("another")))
    assert update_provider(RULES, store, present).version == 3


def test_a_service_that_is_set_meanwhile_is_seen(store: FakeStore, present: Call) -> None:
    def set_meanwhile() -> None:
        store.put(DEMANDING, store.providers[PROVIDER_ID].touched())

    store.meanwhile["update_provider"] = [set_meanwhile]
    with pytest.raises(ValidationFailed, match="service 'haircut'"):
        update_provider(RULES, store, present)


def test_services_are_read_for_new_rules_only(store: FakeStore, present: Call) -> None:
    store.meanwhile["offerings_of"] = [lambda: pytest.fail("they were read")]
    assert update_provider(RENAMED, store, present).version == 3


def test_the_version_is_asked_before_the_rules_are_judged(store: FakeStore, present: Call) -> None:
    wrong = ON_VERSION_1._replace(details={"rules": {"buffer_after": 7}})
    with pytest.raises(VersionMismatch):
        update_provider(wrong, store, present)
