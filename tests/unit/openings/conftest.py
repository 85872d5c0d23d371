"""Fixtures of the tests of the use cases of openings."""

import pytest

from booking.calls.call import Call
from tests.engine import at, call
from tests.examples import MADE, booked, provider
from tests.fake_store import FakeStore


@pytest.fixture
def store() -> FakeStore:
    """It holds the sample provider."""
    return FakeStore({provider().id: provider()})


@pytest.fixture
def store_with_booking(store: FakeStore) -> FakeStore:
    """It holds the sample appointment too."""
    store.put(booked())
    return store


@pytest.fixture
def present() -> Call:
    return call(clock=at(MADE))
