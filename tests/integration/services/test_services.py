"""Services on the real engine: what is written together, what is lost on the way, and many clients at once."""

from collections.abc import Callable
from functools import partial

import pytest
from botocore.config import Config

from booking.aws import TABLE as CONFIG
from booking.calls.call import Call
from booking.calls.precondition import Precondition
from booking.calls.refusals import ValidationFailed, VersionMismatch
from booking.dynamodb.retrying import Backoff
from booking.dynamodb.sdk import sender
from booking.providers.commands import ChangeState, UpdateProvider
from booking.providers.deactivate_provider import deactivate_provider
from booking.providers.get_provider import get_provider
from booking.providers.provider import Provider
from booking.providers.reactivate_provider import reactivate_provider
from booking.providers.update_provider import update_provider
from booking.services.commands import RetireService, SetService
from booking.services.get_service import get_service
from booking.services.list_offered_services import list_offered_services
from booking.services.list_services import list_services
from booking.services.offering import Terms
from booking.services.retire_service import retire_service
from booking.services.set_service import MOST_OFFERINGS, Set, set_service
from local.emulator import Emulator
from local.store import EveryStore
from tests.engine import NOW, Table, at, call
from tests.examples import terms
from tests.integration.examples import open_provider
from tests.integration.faults import (
    Fault,
    Faults,
    answer_lost,
    answer_lost_and_token_forgotten,
    cut,
    first,
    turned_away,
)
from tests.integration.racing import at_once

pytestmark = pytest.mark.usefixtures("_sound")

CLIENTS = 24
CONNECTIONS = CONFIG.merge(Config(max_pool_connections=CLIENTS, read_timeout=60))

LOST = {
    "answer lost": [answer_lost],
    "cut, then the answer lost": [cut, answer_lost],
    "answer lost and the token forgotten": [answer_lost_and_token_forgotten],
    "answer lost, then throttled": [answer_lost, turned_away],
}
lost = pytest.mark.parametrize("lost", LOST.values(), ids=LOST.keys())


def setting(provider: Provider, service_id: str = "haircut", of: Terms | None = None) -> SetService:
    return SetService(provider.id, service_id, of or terms())


def test_a_service_is_read_as_it_was_set_alone_and_in_lists(store: EveryStore, provider: Provider, now: Call) -> None:
    made = set_service(setting(provider, of=terms(buffer_after=15, max_per_day=3)), store, now).offering
    assert get_service(provider.id, "haircut", store, call()) == made
    assert list_services(provider.id, store, call()) == [made]
    (entry,) = list_offered_services("haircut", None, 50, store, call()).entries
    assert entry == (made, provider.name)


def test_the_provider_gets_the_next_version_and_keeps_its_last_change(
    store: EveryStore, provider: Provider, now: Call
) -> None:
    set_service(setting(provider), store, now)
    assert get_provider(provider.id, store, call()) == provider.touched()


def test_a_service_that_is_retired_leaves_the_index_and_comes_back(
    store: EveryStore, provider: Provider, now: Call
) -> None:
    set_service(setting(provider), store, now)
    retire_service(RetireService(provider.id, "haircut"), store, now)
    assert list_offered_services(None, None, 50, store, call()).entries == []
    again = set_service(setting(provider), store, now).offering
    assert [entry.offering for entry in list_offered_services(None, None, 50, store, call()).entries] == [again]


def test_a_state_is_read_as_it_was_set(store: EveryStore, provider: Provider, now: Call) -> None:
    inactive = deactivate_provider(ChangeState(provider.id), store, now)
    assert get_provider(provider.id, store, call()) == inactive
    active = reactivate_provider(ChangeState(provider.id), store, now)
    assert get_provider(provider.id, store, call()) == active


@lost
def test_a_service_is_set_once(
    store: EveryStore, provider: Provider, faults: Faults, now: Call, lost: list[Fault]
) -> None:
    faults.on("TransactWriteItems", *lost)
    made = set_service(setting(provider), store, now)
    assert (made.is_new, made.offering.version) == (True, 1)
    assert get_service(provider.id, "haircut", store, call()) == made.offering


@lost
def test_a_service_is_retired_once(
    store: EveryStore, provider: Provider, faults: Faults, now: Call, lost: list[Fault]
) -> None:
    set_service(setting(provider), store, now)
    faults.on("TransactWriteItems", *lost)
    retired = retire_service(RetireService(provider.id, "haircut", Precondition({1})), store, now)
    assert get_service(provider.id, "haircut", store, call()) == retired
    assert retired.version == 2


@lost
def test_a_provider_is_deactivated_once(
    store: EveryStore, provider: Provider, faults: Faults, now: Call, lost: list[Fault]
) -> None:
    faults.on("TransactWriteItems", *lost)
    inactive = deactivate_provider(ChangeState(provider.id, Precondition({provider.version})), store, now)
    assert get_provider(provider.id, store, call()) == inactive
    assert inactive.version == provider.version + 1


def test_a_service_that_meets_another_change_of_it_is_decided_again(
    store: EveryStore, provider: Provider, faults: Faults, now: Call
) -> None:
    faults.on("TransactWriteItems", first(lambda: set_service(setting(provider, of=terms(duration=60)), store, now)))
    assert set_service(setting(provider), store, now).offering.version == 2


def test_one_on_a_version_that_is_gone_is_refused(
    store: EveryStore, provider: Provider, faults: Faults, now: Call
) -> None:
    set_service(setting(provider), store, now)
    faults.on("TransactWriteItems", first(lambda: set_service(setting(provider, of=terms(duration=60)), store, now)))
    with pytest.raises(VersionMismatch):
        set_service(setting(provider, of=terms(duration=45))._replace(precondition=Precondition({1})), store, now)


def test_a_rule_that_meets_a_service_that_it_contradicts_is_refused(
    store: EveryStore, provider: Provider, faults: Faults, now: Call
) -> None:
    demanding = setting(provider, of=terms(min_notice_days=30))
    faults.on("TransactWriteItems", first(lambda: set_service(demanding, store, now)))
    with pytest.raises(ValidationFailed, match="service 'haircut'"):
        update_provider(UpdateProvider(provider.id, {"rules": {"max_advance_days": 20}}), store, now)


# --- many at once ------------------------------------------------------------------------------------------------


@pytest.fixture
def shared(engine: Emulator, table: Table) -> EveryStore:
    """As in production, with a connection for each client."""
    client = engine.client("dynamodb", access_key=table.access_key, config=CONNECTIONS)
    return EveryStore(sender(client), table.name, Backoff())


@pytest.fixture
def patient() -> Call:
    return call(clock=at(NOW), seconds=60)


def new_or_done(returned: object) -> str:
    return "new" if isinstance(returned, Set) and returned.is_new else "done"


def test_of_many_that_set_one_new_service_one_makes_it(shared: EveryStore, patient: Call) -> None:
    provider = open_provider(shared, patient)
    outcomes = at_once([lambda: set_service(setting(provider), shared, patient)] * CLIENTS, new_or_done)
    assert outcomes == {"new": 1, "done": CLIENTS - 1}
    assert get_service(provider.id, "haircut", shared, patient).version == 1


def test_no_provider_has_more_than_fifty(shared: EveryStore, patient: Call) -> None:
    provider, free = open_provider(shared, patient), 5
    for number in range(MOST_OFFERINGS - free):
        set_service(setting(provider, f"s-{number}"), shared, patient)

    def act(number: int) -> Callable[[], Set]:
        return lambda: set_service(setting(provider, f"new-{number}"), shared, patient)

    outcomes = at_once((act(number) for number in range(CLIENTS // 2)), new_or_done)
    assert outcomes == {"new": free, "ValidationFailed": CLIENTS // 2 - free}
    assert len(list_services(provider.id, shared, patient)) == MOST_OFFERINGS


def test_a_rule_and_a_service_that_contradict_each_other_never_both_stand(shared: EveryStore, patient: Call) -> None:
    for _ in range(8):
        provider = open_provider(shared, patient)
        outcomes = at_once([partial(limit, provider, shared, patient), partial(demand, provider, shared, patient)])
        assert outcomes["ValidationFailed"] == 1


def limit(provider: Provider, store: EveryStore, now: Call) -> None:
    update_provider(UpdateProvider(provider.id, {"rules": {"max_advance_days": 20}}), store, now)


def demand(provider: Provider, store: EveryStore, now: Call) -> None:
    set_service(setting(provider, of=terms(min_notice_days=30)), store, now)
