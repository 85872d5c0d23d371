"""Reads documents and checks values against their schemas."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs

type Json = dict[str, Any]


def document_at(path: Path) -> Json:
    document: Json = json.loads(path.read_text())
    return document


def faults(schema: Json, value: Any, document: Json | None = None) -> list[str]:
    """The faults of a value by a schema. The schema's references lead into the document."""
    components = {"components": document["components"]} if document else {}
    validator = jsonschema_rs.Draft202012Validator({**schema, **components}, validate_formats=True)
    return [error.message for error in validator.iter_errors(value)]


def closed(schema: Any) -> Any:
    """The same schema without room for fields that it does not name: as answers are today."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: closed(each) for name, each in schema.items()}
    return {"additionalProperties": False, **made} if isinstance(schema.get("properties"), dict) else made


def operations(document: Json) -> Iterator[tuple[str, Json]]:
    """Every operation with its route: `GET /api/docs`."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield f"{method.upper()} {path}", operation


def resolved(answer: Json, document: Json) -> Json:
    """The answer, or the component that it refers to."""
    if "$ref" not in answer:
        return answer
    found: Json = document["components"]["responses"][answer["$ref"].rpartition("/")[2]]
    return found


def nodes(value: Any) -> Iterator[Json]:
    """Every object in a JSON value."""
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from nodes(each)
