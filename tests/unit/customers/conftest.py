"""Fixtures of the tests of the customers' use cases."""

import pytest

from booking.calls.call import Call
from tests.engine import NOW, at, call


@pytest.fixture
def present() -> Call:
    return call(clock=at(NOW))
