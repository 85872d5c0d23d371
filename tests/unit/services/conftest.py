"""Fixtures of the tests of the services' use cases."""

import pytest

from booking.calls.call import Call
from tests.engine import at, call
from tests.examples import MADE, provider
from tests.fake_store import FakeStore


@pytest.fixture
def store() -> FakeStore:
    """It holds the sample provider."""
    return FakeStore({provider().id: provider()})


@pytest.fixture
def present() -> Call:
    return call(clock=at(MADE))
