"""What a store remembers of a provider's rules: right, and not more than fits."""

from datetime import timedelta

import pytest

from booking.appointments.commands import CreateAppointment
from booking.appointments.create_appointment import create_appointment
from booking.calls.call import Call
from booking.dynamodb.sending import Answer, Request
from booking.overrides.commands import SetOverride
from booking.overrides.override import Override
from booking.overrides.set_override import set_override
from booking.providers.provider import Provider
from booking.providers.schedule import day_number
from booking.rules import store as module
from booking.rules.dates import Reading
from booking.rules.offer import slots_on
from booking.services.commands import SetService
from booking.services.refusals import ServiceNotFound
from booking.services.set_service import set_service
from local.store import EveryStore
from tests.engine import NOW, Table, at, call
from tests.examples import DETAILS, terms
from tests.integration.examples import START, open_provider
from tests.integration.faults import Faults

DAY = START.date()
FIRST = day_number(DAY)


@pytest.fixture
def faults(table: Table) -> Faults:
    faults = Faults(table.way)
    table.way = faults
    return faults


@pytest.fixture
def store(table: Table, faults: Faults) -> EveryStore:
    return EveryStore(table.send, table.name)


@pytest.fixture
def now() -> Call:
    return call(clock=at(NOW), seconds=60)


@pytest.fixture
def provider(store: EveryStore, now: Call) -> Provider:
    """With a closed date."""
    made = open_provider(store, now)
    set_override(SetOverride(made.id, Override(DAY, ())), store, now)
    return store.provider(made.id)


def closed(store: EveryStore, provider: Provider, days: range) -> list[int]:
    return [*store.rulebook(provider, None, days).overrides]


def test_a_part_is_read_once_while_the_provider_stays_at_its_version(
    store: EveryStore, faults: Faults, provider: Provider
) -> None:
    for _ in range(3):
        assert closed(store, provider, range(FIRST, FIRST + 3)) == [FIRST]
    assert faults.sent["BatchGetItem"] == 1


def test_at_another_version_it_is_read_again(table: Table, store: EveryStore, provider: Provider, now: Call) -> None:
    assert closed(store, provider, range(FIRST, FIRST + 3)) == [FIRST]
    other = EveryStore(table.send, table.name)
    set_override(SetOverride(provider.id, Override(DAY + timedelta(days=1), ())), other, now)
    assert closed(store, store.provider(provider.id), range(FIRST, FIRST + 3)) == [FIRST, FIRST + 1]


def test_a_service_that_does_not_exist_is_not_remembered(store: EveryStore, faults: Faults, provider: Provider) -> None:
    for _ in range(2):
        with pytest.raises(ServiceNotFound):
            store.rulebook(provider, "no-such", range(0))
    assert faults.sent["BatchGetItem"] == 2


def test_the_rules_of_several_services_and_of_dates_far_apart_are_read_at_once(
    store: EveryStore, faults: Faults, provider: Provider, now: Call
) -> None:
    for service_id in ("cut", "shave"):
        set_service(SetService(provider.id, service_id, terms()), store, now)
    provider = store.provider(provider.id)
    faults.sent.clear()
    for _ in range(2):
        books = store.rulebooks(provider, [None, "cut", "shave", "no-such"], [FIRST, FIRST + 300])
        offered = {service_id: book.offering and book.offering.id for service_id, book in books.items()}
        assert offered == {None: None, "cut": "cut", "shave": "shave"}
        assert [[*book.overrides] for book in books.values()] == [[FIRST]] * 3
    assert faults.sent["BatchGetItem"] == 2, "the second time for what does not exist"


def test_no_more_parts_are_remembered_than_fit(
    store: EveryStore, faults: Faults, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_PARTS", 4)
    for first in (FIRST, FIRST + 3, FIRST + 3, FIRST):
        closed(store, provider, range(first, first + 3))
    assert faults.sent["BatchGetItem"] == 3, "the second reading left no room for the first one"
    assert closed(store, provider, range(FIRST, FIRST + 3)) == [FIRST]


def test_no_more_providers_are_remembered_than_fit(
    store: EveryStore, faults: Faults, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_REMEMBERED", 0)
    for _ in range(2):
        assert closed(store, provider, range(FIRST, FIRST + 3)) == [FIRST]
    assert faults.sent["BatchGetItem"] == 1


def test_a_search_of_what_stands_ends_after_so_many_pages(
    table: Table, store: EveryStore, provider: Provider, now: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if a page held one item: of two claims, only the first one is seen."""
    booked = START + timedelta(days=1)
    create_appointment(CreateAppointment(provider.id, booked, DETAILS), store, now)
    monkeypatch.setattr(module, "MOST_PAGES", 1)

    def one_item(operation: str, request: Request) -> Answer:
        return table.send(operation, {**request, "Limit": 1} if operation == "Query" else request)

    reading = Reading(slots_on(provider, range(FIRST + 1, FIRST + 2)), FIRST + 1, is_counted=True)
    claims, until = EveryStore(one_item, table.name).standing(provider, reading)
    assert (len(claims.owners), until) == (1, booked)
