from typing import Any

import pytest

from booking.appointments.store import DynamoAppointments, appointment_store
from booking.dynamodb.sdk import dynamodb

pytestmark = pytest.mark.usefixtures("new_sandbox")


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
