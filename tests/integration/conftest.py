"""Fixtures of the tests on the real engine: the store, faults between it and DynamoDB, and a provider."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from booking.appointments.appointment import Appointment
from booking.appointments.commands import CreateAppointment
from booking.appointments.create_appointment import create_appointment
from booking.calls.call import Call
from booking.dynamodb.retrying import Backoff
from booking.observability import metrics
from booking.providers.provider import Provider
from local.store import EveryStore
from tests.contradictions import contradictions
from tests.engine import NOW, Table, at, call
from tests.examples import DETAILS
from tests.integration.examples import START, open_provider
from tests.integration.faults import Faults, Only


@pytest.fixture(autouse=True)
def _metrics(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Clear other tests' counts. Set the namespace: Powertools needs it to write out more than a hundred values."""
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "BookingService")
    metrics.cache_clear()
    metrics().clear_metrics()
    yield
    metrics().clear_metrics()
    metrics.cache_clear()


@pytest.fixture
def faults(table: Table) -> Iterator[Faults]:
    """Faults between the store and DynamoDB. Each planned fault must have happened by the end of the test."""
    table.way = faults = Faults(table.way)
    yield faults
    assert faults.are_used_up


@pytest.fixture
def only(faults: Faults) -> Only:
    """Makes a block that must send just the requests named."""

    @contextmanager
    def only(**requests: int) -> Iterator[None]:
        faults.sent.clear()
        yield
        assert faults.sent == requests

    return only


@pytest.fixture
def store(table: Table) -> EveryStore:
    """A store that does not wait between its attempts."""
    return table.store(Backoff(sleep=lambda _: None))


@pytest.fixture
def now() -> Call:
    """A call at the tests' current time. It always has ten seconds left."""
    return call(clock=at(NOW))


@pytest.fixture
def provider(store: EveryStore, now: Call) -> Provider:
    """Open every day from 09:00 to 17:00 UTC, half an hour each, in slots of 15 minutes."""
    return open_provider(store, now)


@pytest.fixture
def book(store: EveryStore, provider: Provider, now: Call) -> Callable[..., Appointment]:
    """Books with the provider, at START unless told otherwise."""

    def book(**given: Any) -> Appointment:
        fields: dict[str, Any] = {"provider_id": provider.id, "start": START, "details": DETAILS} | given
        return create_appointment(CreateAppointment(**fields), store, now).entity

    return book


@pytest.fixture
def booked(book: Callable[..., Appointment]) -> Appointment:
    return book()


@pytest.fixture
def _sound(table: Table) -> Iterator[None]:
    """At the end of the test the table must have no contradictions."""
    yield
    assert contradictions(table.items()) == []
