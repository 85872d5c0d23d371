"""Items as Python values, and as DynamoDB's JSON has them.

The kinds of values that we store are converted here, for each request converts some; any other kind, as an edit by hand
may leave it, is converted by boto3.
"""

from collections.abc import Callable, Mapping
from typing import Any, cast

type Item = dict[str, Any]
"""An item as Python values."""

type WireItem = Mapping[str, Any]
"""An item as DynamoDB sends it: {"S": ...}."""

type Key = dict[str, str]


def to_wire(item: Mapping[str, Any]) -> dict[str, Any]:
    """Raises TypeError for a value of a kind that is not stored."""
    return {name: _encoded(value) for name, value in item.items()}


def from_wire(item: WireItem) -> Item:
    """Whole numbers are `int`, others Decimal."""
    # Text, as most values are, without the call of a function.
    return {name: value["S"] if "S" in value else _decoded(value) for name, value in item.items()}


def present(item: Item) -> Item:
    """Without the attributes that have no value: None is not stored."""
    return {name: value for name, value in item.items() if value is not None}


def _encoded(value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        return {"S": value}
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, int):
        return {"N": str(value)}
    if isinstance(value, Mapping):
        return {"M": to_wire(value)}
    if isinstance(value, list):
        return {"L": [_encoded(each) for each in value]}
    raise TypeError(f"a value of {type(value)} is not stored")


def _decoded(value: WireItem) -> Any:
    if "S" in value:
        return value["S"]
    if "N" in value and value["N"].removeprefix("-").isdecimal():
        return int(value["N"])
    if "M" in value:
        return from_wire(value["M"])
    if "L" in value:
        return [_decoded(each) for each in value["L"]]
    ((kind, content),) = value.items()
    if kind in ("B", "BS"):
        return content  # as it came, which is bytes from botocore and base64 from elsewhere
    return _decoded_by_boto3(value)


def _decoded_by_boto3(value: WireItem) -> Any:
    # Imported where it is needed: all of boto3 would be loaded at each cold start.
    from boto3.dynamodb.types import TypeDeserializer  # noqa: PLC0415

    return cast("Callable[[WireItem], Any]", TypeDeserializer().deserialize)(value)
