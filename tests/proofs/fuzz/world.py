"""The functions in this process, on a table of their own."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field, replace
from typing import Any
from unittest.mock import patch

from botocore.model import OperationModel

from booking import observability
from booking.dynamodb.sdk import dynamodb
from local.emulator import Emulator
from tests.engine import Table, make_table
from tests.functional.lambdas import Function
from tests.functional.sandbox import forget_everything
from tests.functional.seeds import Seeds

_WRITES = frozenset({"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem"})


@dataclass
class World:
    """`log` is what the functions wrote to standard output."""

    table: Table
    log: io.StringIO = field(default_factory=io.StringIO)
    writes: int = 0
    """How many write requests the table has taken."""
    _writes_when_seeded: int = -1

    def count_writes(self, http_response: Any, model: OperationModel, **_: object) -> None:
        self.writes += model.name in _WRITES and http_response.status_code == 200

    def keep_seeded(self) -> None:
        """Put back the provider and the appointment of the sample events, if anything was written since."""
        if self.writes == self._writes_when_seeded:
            return
        for item in self.table.items():
            self.table.client.delete_item(TableName=self.table.name, Key={"PK": item["PK"], "SK": item["SK"]})
        seeds = Seeds(self.table)
        seeds.appointment(seeds.scheduled_provider())
        self._writes_when_seeded = self.writes


@contextmanager
def functions_on(engine: Emulator) -> Iterator[World]:
    """The functions' environment, and a new table for them."""
    world = World(make_table(engine))
    environment = {
        **engine.environment(world.table.access_key),
        "TABLE_NAME": world.table.name,
        "EVENT_BUS_NAME": "bus",
        "JWT_ISSUER": "http://127.0.0.1:9",
        "JWT_AUDIENCE": "nobody",
        "DEAD_LETTER_QUEUE_URL": f"{engine.endpoint_url}/dead-letters",
        "POWERTOOLS_SERVICE_NAME": "booking-fuzz",
        "POWERTOOLS_METRICS_NAMESPACE": "BookingService",
    }
    with patch.dict(os.environ, environment):
        _forget()
        dynamodb().meta.events.register("after-call.dynamodb", world.count_writes)
        yield world
    _forget()


def quiet(function: Function, log: io.StringIO) -> Function:
    """The function with its logs and metrics written there. In this thread or not: standard output is one for all."""

    def handler(event: Any, context: Any) -> Any:
        with redirect_stdout(log):
            return function.handler(event, context)

    return replace(function, handler=handler)


def _forget() -> None:
    forget_everything()
    observability.powertools_logger.cache_clear()
    observability.metrics.cache_clear()
