"""A hand-made history, and a way to the table for many threads."""

from collections.abc import Iterator

import pytest

from booking.dynamodb.sending import Send
from local.emulator import Emulator
from tests.engine import Table
from tests.proofs.histories.stories import Story
from tests.proofs.histories.workload_use_cases import MANY_CONNECTIONS
from tests.proofs.tables import EmulatedTables


@pytest.fixture
def story() -> Story:
    return Story()


@pytest.fixture
def wide(engine: Emulator, table: Table) -> Iterator[Send]:
    """A way to the table that a test may spoil, with room for many threads."""
    with EmulatedTables(engine).connected(table, MANY_CONNECTIONS) as send:
        yield send
