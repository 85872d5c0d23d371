"""Makes generated JSON Schemas easier to read: no titles that only repeat a name, and `5` for `5.0`."""

from typing import Any

_NAMES = {"properties", "$defs"}
"""Members whose keys are names, not keywords."""


def tidy(schema: Any, *, keys_are_names: bool = False) -> Any:
    """The same schema without pydantic's titles and with `5` for `5.0`."""
    if isinstance(schema, list):
        return [tidy(each) for each in schema]
    if isinstance(schema, float) and schema.is_integer():
        return int(schema)
    if not isinstance(schema, dict):
        return schema
    return {
        key: tidy(each, keys_are_names=key in _NAMES and not keys_are_names)
        for key, each in schema.items()
        if keys_are_names or key != "title"
    }
