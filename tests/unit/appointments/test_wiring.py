from collections.abc import Iterator
from typing import Any

import pytest

from booking.appointments.store import DynamoAppointments, appointment_store
from booking.dynamodb.sdk import dynamodb
from booking.settings import settings


@pytest.fixture(autouse=True)
def _new_sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-south-1")
    monkeypatch.setenv("TABLE_NAME", "a-table")
    caches = (appointment_store, dynamodb, settings)
    for cached in caches:
        cached.cache_clear()
    yield
    for cached in caches:
        cached.cache_clear()


def test_the_store_is_made_once_for_each_sandbox() -> None:
    assert isinstance(appointment_store(), DynamoAppointments)
    assert appointment_store() is appointment_store()


def test_the_client_gives_up_in_time_for_an_answer() -> None:
    config: Any = dynamodb().meta.config
    assert (config.connect_timeout, config.read_timeout) == (0.5, 1)
    assert config.retries == {"total_max_attempts": 1, "mode": "standard"}


def test_the_client_talks_to_the_endpoint_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")
    assert dynamodb().meta.endpoint_url == "http://127.0.0.1:4566"
