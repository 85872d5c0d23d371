"""The requests that the OpenAPI document shows: what its page sends when nothing is filled in."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from docgen.files import OPENAPI


def requests() -> Iterator[tuple[str, str, Any]]:
    """Route, path with query, and body (None without one), for each example."""
    for path, methods in json.loads(OPENAPI.read_text())["paths"].items():
        for method, operation in methods.items():
            filled_in = path.format_map(_examples(operation, "path"))
            query = urlencode(_examples(operation, "query"))
            for body in _bodies(operation):
                yield f"{method.upper()} {path}", f"{filled_in}?{query}" if query else filled_in, body


def _examples(operation: Mapping[str, Any], place: str) -> dict[str, str]:
    parameters = operation.get("parameters", [])
    return {each["name"]: each["example"] for each in parameters if each["in"] == place and "example" in each}


def _bodies(operation: Mapping[str, Any]) -> list[Any]:
    if "requestBody" not in operation:
        return [None]
    content = operation["requestBody"]["content"]["application/json"]
    return [example["value"] for example in content["examples"].values()]
