"""Unit tests reach nothing outside this process: opening a socket is an error."""

import pytest


@pytest.fixture(autouse=True)
def _no_sockets(socket_disabled: None) -> None:
    """For every unit test, also those that forget to ask."""
