from collections.abc import Iterator

import pytest

from booking.events.bus import EventBridgeBus, event_bus
from booking.events.dead_letters import DeadLetterQueue, dead_letter_queue
from booking.settings import publisher_settings


@pytest.fixture(autouse=True)
def _new_sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    names = {"TABLE_NAME": "a-table", "EVENT_BUS_NAME": "a-bus", "DEAD_LETTER_QUEUE_URL": "https://sqs/queue"}
    keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "eu-south-1"}
    for name, value in {**keys, **names}.items():
        monkeypatch.setenv(name, value)
    caches = (event_bus, dead_letter_queue, publisher_settings)
    for cached in caches:
        cached.cache_clear()
    yield
    for cached in caches:
        cached.cache_clear()


def test_the_bus_is_made_once_for_each_sandbox() -> None:
    assert isinstance(event_bus(), EventBridgeBus)
    assert event_bus() is event_bus()


def test_the_dead_letter_queue_is_made_once_for_each_sandbox() -> None:
    assert isinstance(dead_letter_queue(), DeadLetterQueue)
    assert dead_letter_queue() is dead_letter_queue()
