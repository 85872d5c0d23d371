"""A pytest plugin that removes one safeguard of the service before any test runs. The environment names it."""

import os

import pytest

from tests.proofs.sabotage.safeguards import SAFEGUARDS

WITHOUT = "BOOKING_WITHOUT"


def pytest_configure(config: pytest.Config) -> None:
    guard = os.environ[WITHOUT]
    next(safeguard for safeguard in SAFEGUARDS if safeguard.guard == guard).remove()
    config.addinivalue_line("markers", f"without: {guard}")
