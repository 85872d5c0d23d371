"""The handlers of all routes, loaded from their folders as Lambda does."""

import os
from functools import cache
from types import ModuleType
from unittest.mock import patch

from booking.api.routes import ROUTES
from local.handlers import NOWHERE, load_handler


@cache
def load(folder: str) -> ModuleType:
    """The handler module of functions/<folder>, the same each time."""
    with patch.dict(os.environ, NOWHERE):
        return load_handler(folder)


def handler_of(route: str) -> ModuleType:
    """Of `GET /api/providers/{providerId}`; for what is no route, of the function that answers it."""
    return load(next((known.function for known in ROUTES if str(known) == route), "answer_unknown_route"))
