"""The handlers of all routes, loaded from their folders as Lambda does."""

from collections.abc import Iterator, Mapping
from functools import cache
from types import ModuleType
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from local.handlers import load_handler
from local.paths import ROOT


@cache
def load(folder: str) -> ModuleType:
    """The handler module of functions/<folder>, the same each time."""
    return load_handler(folder)


@cache
def handlers() -> Mapping[str, ModuleType]:
    """The handler of each route: `GET /api/providers/{providerId}`."""
    folders = sorted(path.parent.name for path in (ROOT / "functions").glob("*/handler.py"))
    modules = [load(folder) for folder in folders]
    return {route: module for module in modules for route in _routes(getattr(module, "app", None))}


def _routes(app: APIGatewayHttpResolver | None) -> Iterator[str]:
    if app is None:
        return
    for path, item in _schema(app)["paths"].items():
        for method in item:
            yield f"{method.upper()} {path}"


def _schema(app: APIGatewayHttpResolver) -> Mapping[str, Any]:
    document: Mapping[str, Any] = app.get_openapi_schema().model_dump(mode="json", by_alias=True, exclude_none=True)
    return document
