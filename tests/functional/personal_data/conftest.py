"""One engine: nothing here depends on it. Waits between attempts pass at once."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from booking import aws, settings
from booking.dynamodb import table
from booking.dynamodb.retrying import Backoff
from booking.events.bus import event_bus
from booking.events.dead_letters import dead_letter_queue, sqs
from tests.engine import Table
from tests.functional.personal_data.background import Audit, Publish, audited, published
from tests.functional.personal_data.stored import STATES, Items, items_of
from tests.moto_engine import Moto


@pytest.fixture(scope="module")
def engine(moto: Moto) -> Iterator[Moto]:
    with moto:
        yield moto


@pytest.fixture(scope="module")
def states(world: Table) -> dict[str, Items]:
    return {state: items_of(world, state) for state in STATES}


@pytest.fixture(autouse=True)
def _without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "Backoff", lambda: Backoff(sleep=lambda _: None))


@pytest.fixture(autouse=True)
def _accepted(accepted_issuer: None) -> None:
    """The functions accept the issuer's tokens."""


@pytest.fixture(scope="module")
def clients(world: Table) -> dict[str, Any]:
    return {service: aws.client(service) for service in ("events", "sqs")}


@pytest.fixture
def publish(clients: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Publish:
    made = aws.client
    monkeypatch.setattr(aws, "client", lambda service, *how: clients.get(service) or made(service, *how))
    monkeypatch.setenv("EVENT_BUS_NAME", "bus")
    monkeypatch.setenv("DEAD_LETTER_QUEUE_URL", "https://queue.invalid/dead-letters")
    for made_once in (settings.publisher_settings, event_bus, dead_letter_queue, sqs):
        made_once.cache_clear()
    return partial(published, clients)


@pytest.fixture
def audit(monkeypatch: pytest.MonkeyPatch) -> Audit:
    monkeypatch.setattr("booking.audit.audit_table.PAUSE_SECONDS", 0)
    return audited
