"""The handlers of all routes, loaded from their folders and called as Lambda does."""

import contextlib
import io
import os
from collections.abc import Iterator, Mapping
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, cast
from unittest.mock import patch

from booking import observability
from booking.api.routes import ROUTES
from local.handlers import NOWHERE, load_handler

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


@cache
def load(folder: str) -> ModuleType:
    """The handler module of functions/<folder>. Repeated calls return the same module."""
    with patch.dict(os.environ, NOWHERE):
        return load_handler(folder)


def handler_of(route: str) -> ModuleType:
    """The handler of a route such as `GET /api/providers/{providerId}`; for other text, that of unknown routes."""
    return load(next((known.function for known in ROUTES if str(known) == route), "answer_unknown_route"))


class _Context:
    aws_request_id = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"

    def get_remaining_time_in_millis(self) -> int:
        return 10_000


CONTEXT = cast("LambdaContext", _Context())
"""Of every call."""


@contextlib.contextmanager
def logging_as(names: Mapping[str, str]) -> Iterator[io.StringIO]:
    """Inside the block, handlers' log lines and metrics go into the text, under these names, and no earlier ones."""
    made_once = (observability.powertools_logger, observability.metrics)
    with patch.dict(os.environ, names), contextlib.redirect_stdout(io.StringIO()) as output:
        for make in made_once:
            make.cache_clear()
        observability.metrics().clear_metrics()
        yield output
    for make in made_once:
        make.cache_clear()
