"""The decisions of get_provider."""

import pytest

from booking.providers.get_provider import get_provider
from booking.providers.refusals import ProviderNotFound
from tests.engine import call
from tests.examples import OTHER_ID, PROVIDER_ID, provider
from tests.fake_store import FakeStore


def test_a_provider_is_answered_as_it_is_stored(store: FakeStore) -> None:
    assert get_provider(PROVIDER_ID, store, call()) == provider()


def test_an_unknown_provider_is_not_found(store: FakeStore) -> None:
    with pytest.raises(ProviderNotFound):
        get_provider(OTHER_ID, store, call())
