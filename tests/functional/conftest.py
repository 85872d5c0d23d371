"""Functions in this process, at a fixed time, on a table of each of two independent engines."""

import logging
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, tzinfo
from typing import Self

import pytest

import booking.calls.call
from booking import observability
from booking.appointments.store import appointment_store
from booking.customers.store import customer_store
from booking.desk.store import desk_store
from booking.history.store import history_store
from booking.http import tokens
from booking.http.tokens import IssuerKeys
from booking.overrides.store import override_store
from booking.providers.store import provider_store
from booking.reports.store import report_store
from booking.resolutions.store import resolution_store
from booking.rules.store import rule_store
from booking.services.store import service_store
from booking.settings import TokenSettings
from booking.time_off.store import time_off_store
from local.issuer import AUDIENCE, Issuer
from tests.callers import ISSUER
from tests.engine import NOW, Engine, Table, make_table
from tests.functional.lambdas import Function, load
from tests.functional.sandbox import forget_everything
from tests.functional.seeds import Seeded, Seeds
from tests.moto_engine import Moto

SERVICE = "booking-service"


class StandingClock(datetime):
    """Stands at `at`."""

    at = NOW

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        assert tz, "the present needs a zone"
        return cls.fromtimestamp(cls.at.timestamp(), tz)


class Output:
    """Standard output as it is at the moment: pytest exchanges it between a test's setup and its call."""

    def write(self, text: str) -> int:
        return sys.stdout.write(text)

    def flush(self) -> None:
        sys.stdout.flush()


@pytest.fixture(scope="session")
def moto() -> Moto:
    return Moto()


@pytest.fixture(scope="module", params=["moto", pytest.param("ministack", marks=pytest.mark.ministack)])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Each test runs on both engines, which must agree. `make unit` leaves out ministack."""
    if request.param == "moto":
        with request.getfixturevalue("moto") as moto:
            yield moto
    else:
        yield request.getfixturevalue("ministack")


@pytest.fixture(autouse=True)
def _no_sockets(engine: Engine, request: pytest.FixtureRequest) -> None:
    """On moto nothing leaves this process."""
    if isinstance(engine, Moto):
        request.getfixturevalue("socket_disabled")


@pytest.fixture(scope="module")
def world(engine: Engine) -> Iterator[Table]:
    """The functions' environment, and the table that it names."""
    table = engine.table() if isinstance(engine, Moto) else make_table(engine)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in engine.environment(table.access_key).items():
            patch.setenv(name, value)
        patch.setenv("TABLE_NAME", table.name)
        patch.setenv("POWERTOOLS_SERVICE_NAME", SERVICE)
        patch.setenv("POWERTOOLS_METRICS_NAMESPACE", "BookingService")
        patch.setenv("POWERTOOLS_LOG_LEVEL", "INFO")
        forget_everything()
        yield table
    forget_everything()


@pytest.fixture
def table(world: Table) -> Table:
    """The functions' table, emptied. A module shares one, because making a client costs more than most of the tests.

    Functions forget all providers, because another test has providers with the same ids and versions.
    """
    world.restore()
    provider_store.cache_clear()
    appointment_store.cache_clear()
    customer_store.cache_clear()
    desk_store.cache_clear()
    history_store.cache_clear()
    resolution_store.cache_clear()
    report_store.cache_clear()
    override_store.cache_clear()
    time_off_store.cache_clear()
    service_store.cache_clear()
    rule_store.cache_clear()
    return world


@pytest.fixture(scope="module")
def seeded(world: Table) -> Seeded:
    return {}


@pytest.fixture
def seeds(table: Table, seeded: Seeded) -> Seeds:
    return Seeds(table, seeded)


@pytest.fixture(autouse=True)
def _fresh_output(world: Table, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A logger without keys, and metrics without counts. Both write to this test's output."""
    observability.powertools_logger.cache_clear()
    observability.metrics.cache_clear()
    logger = observability.powertools_logger()
    logger.clear_state()
    observability.metrics().provider.clear_metrics()
    # Powertools keeps one handler for each service, with the output that it first saw.
    (handler,) = logging.getLogger(SERVICE).handlers
    assert isinstance(handler, logging.StreamHandler)
    monkeypatch.setattr(handler, "stream", Output())
    yield
    observability.powertools_logger.cache_clear()
    observability.metrics.cache_clear()


@pytest.fixture(autouse=True)
def _fixed_present(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(booking.calls.call, "datetime", StandingClock)


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """From now on it is that instant."""
    return lambda instant: monkeypatch.setattr(StandingClock, "at", instant)


@pytest.fixture
def function(request: pytest.FixtureRequest, table: Table) -> Function:
    """The function that the test module is named after."""
    return load(request.module.__name__.rpartition("test_")[2])


@pytest.fixture(scope="session")
def issuer() -> Issuer:
    return Issuer.new(ISSUER)


@pytest.fixture(scope="session")
def issuer_keys(issuer: Issuer) -> IssuerKeys:
    documents = {f"{issuer.url}/{path}": document for path, document in issuer.documents().items()}
    return IssuerKeys(issuer.url, fetch=documents.__getitem__)


@pytest.fixture
def accepted_issuer(issuer: Issuer, issuer_keys: IssuerKeys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "issuer_keys", lambda: issuer_keys)
    monkeypatch.setattr(tokens, "token_settings", lambda: TokenSettings(issuer.url, (AUDIENCE,)))
