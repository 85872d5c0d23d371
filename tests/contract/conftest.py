"""Runs the scenario of the documents' examples once: every answer and every event, from the real handlers."""

from typing import Any

import pytest

from booking.dynamodb.sdk import sender
from docgen.files import OPENAPI
from docgen.scenario import Story, tell
from local.emulator import Emulator
from local.store import EveryStore
from tests.contract.schemas import document_at
from tests.engine import make_table


@pytest.fixture(scope="session")
def story(engine: Emulator) -> Story:
    table = make_table(engine)
    return tell(EveryStore(sender(table.client), table.name))


@pytest.fixture(scope="session")
def document() -> dict[str, Any]:
    """The OpenAPI document as it is served."""
    return document_at(OPENAPI)
