import pytest

from booking.events.bus import EventBridgeBus, event_bus
from booking.events.dead_letters import DeadLetterQueue, dead_letter_queue


@pytest.fixture(autouse=True)
def _new_sandbox(new_sandbox: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of each test."""
    monkeypatch.setenv("EVENT_BUS_NAME", "a-bus")
    monkeypatch.setenv("DEAD_LETTER_QUEUE_URL", "https://sqs/queue")


def test_the_bus_is_made_once_for_each_sandbox() -> None:
    assert isinstance(event_bus(), EventBridgeBus)
    assert event_bus() is event_bus()


def test_the_dead_letter_queue_is_made_once_for_each_sandbox() -> None:
    assert isinstance(dead_letter_queue(), DeadLetterQueue)
    assert dead_letter_queue() is dead_letter_queue()
