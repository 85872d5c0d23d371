"""What get_service, list_services and list_offered_services answer, to everybody."""

from dataclasses import replace

import pytest

from booking.calls.call import Call
from booking.calls.caller import NOBODY
from booking.providers.refusals import ProviderNotFound
from booking.services.get_service import get_service
from booking.services.list_offered_services import list_offered_services
from booking.services.list_services import list_services
from booking.services.refusals import ServiceNotFound
from tests.examples import OTHER_ID, PROVIDER_ID, offering, origin, provider
from tests.fake_store import FakeStore

HAIRCUT, MASSAGE = offering(), offering(service_id="massage").retired(origin("change-2"))
OF_ANOTHER = offering(OTHER_ID)


@pytest.fixture(autouse=True)
def _services(store: FakeStore) -> None:
    store.put(provider(OTHER_ID), MASSAGE, HAIRCUT, OF_ANOTHER)


@pytest.fixture
def anybody(present: Call) -> Call:
    return replace(present, caller=NOBODY)


def test_a_service_is_read_also_when_it_is_retired(store: FakeStore, anybody: Call) -> None:
    assert get_service(PROVIDER_ID, "haircut", store, anybody) == HAIRCUT
    assert get_service(PROVIDER_ID, "massage", store, anybody) == MASSAGE
    with pytest.raises(ServiceNotFound):
        get_service(OTHER_ID, "massage", store, anybody)


def test_a_provider_lists_all_that_it_has(store: FakeStore, anybody: Call) -> None:
    assert list_services(PROVIDER_ID, store, anybody) == [HAIRCUT, MASSAGE]
    with pytest.raises(ProviderNotFound):
        list_services("unknown", store, anybody)


def test_the_catalog_lists_what_is_on_offer_page_by_page(store: FakeStore, anybody: Call) -> None:
    first = list_offered_services(None, None, 1, store, anybody)
    second = list_offered_services(None, first.last, 1, store, anybody)
    assert [entry.offering for page in (first, second) for entry in page.entries] == [HAIRCUT, OF_ANOTHER]
    assert second.last is None


def test_the_catalog_of_one_service_names_its_providers(store: FakeStore, anybody: Call) -> None:
    store.put(offering(service_id="cut"), provider(OTHER_ID).deactivated(origin("change-2")))
    assert [entry.provider_name for entry in list_offered_services("haircut", None, 9, store, anybody).entries] == [
        "Secret-Provider"
    ]
