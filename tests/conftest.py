"""The real engine for tests: one ministack for the whole session, and a new account for each table."""

from collections.abc import Iterator

import pytest

from local.build import build
from local.emulator import Emulator, isolate_from_aws
from local.stack import Stack, deploy
from tests.case_seeds import pytest_addoption, pytest_generate_tests  # noqa: F401  # pytest looks for its hooks here
from tests.engine import TRANSPORTS, Table, make_table


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With several workers, one of them runs all tests of the whole stack, so the stack is deployed once."""
    for item in items:
        if "stack" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("stack"))


@pytest.fixture(scope="session", autouse=True)
def _no_aws_account() -> None:
    """Hide the developer's AWS profile from all tests."""
    isolate_from_aws()


@pytest.fixture(scope="session")
def ministack() -> Iterator[Emulator]:
    """A bare emulator: no stack on it, no IAM."""
    with Emulator(enforce_iam=False) as emulator:
        yield emulator


@pytest.fixture(scope="session")
def engine(ministack: Emulator) -> Emulator:
    """The engine for tests of transactions, races or capacity: they need real transactions."""
    return ministack


@pytest.fixture(params=TRANSPORTS)
def table(engine: Emulator, request: pytest.FixtureRequest) -> Table:
    """An empty table that no other test sees, reached through either transport: they must agree."""
    return make_table(engine, request.param)


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The whole template, built and deployed, with IAM enforced: API, functions, table, stream and bus."""
    build()
    with Emulator(enforce_iam=True) as emulator:
        yield deploy(emulator)
