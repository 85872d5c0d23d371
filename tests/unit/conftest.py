"""Unit tests reach nothing outside this process: opening a socket is an error."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from booking.calls.call import Call
from booking.calls.change import Origin
from booking.providers.provider import Provider
from booking.providers.schedule import Window
from local.handlers import NOWHERE
from tests import examples
from tests.engine import at, call
from tests.fake_store import FakeStore
from tests.functional.sandbox import forget_everything

NOW = datetime(2027, 3, 1, 6, tzinfo=UTC)  # a Monday


@pytest.fixture(autouse=True)
def _no_sockets(socket_disabled: None) -> None:
    """For every unit test, also those that forget to ask."""


@pytest.fixture
def new_sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A function's environment that leads nowhere, and nothing made yet."""
    for name, value in NOWHERE.items():
        monkeypatch.setenv(name, value)
    forget_everything()
    yield
    forget_everything()


@pytest.fixture
def store() -> FakeStore:
    """It holds the sample provider."""
    return FakeStore({examples.provider().id: examples.provider()})


@pytest.fixture
def store_with_booking(store: FakeStore) -> FakeStore:
    """It holds the sample appointment too."""
    store.put(examples.booked())
    return store


@pytest.fixture
def present() -> Call:
    """When the samples were made."""
    return call(clock=at(examples.MADE))


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def origin(now: datetime) -> Origin:
    return examples.origin(at=now)


@pytest.fixture
def provider_open(origin: Origin) -> Callable[..., Provider]:
    """Makes a provider whose week has the windows given as minutes: `monday=[(540, 600)]`."""

    def make(*, timezone: str = "UTC", slot: int = 15, duration: int = 30, **week: list[tuple[int, int]]) -> Provider:
        new = examples.new_provider("p-1", origin, timezone=timezone, slot_minutes=slot)
        windows = {day: [Window(*edges) for edges in of_day] for day, of_day in week.items()}
        return new.with_schedule(windows, duration, origin)

    return make
