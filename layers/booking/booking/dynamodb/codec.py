"""Items as Python values and as DynamoDB's JSON.

The types that the service stores are converted here, because every request converts some and boto3 is slower. boto3
converts all other types, which only an edit by hand can leave.
"""

from collections.abc import Callable, Mapping
from typing import Any, cast

type Item = dict[str, Any]
"""An item as Python values."""

type WireItem = Mapping[str, Any]
"""An item as DynamoDB sends it: {"S": ...}."""

type Key = dict[str, str]


def to_wire(item: Mapping[str, Any]) -> dict[str, Any]:
    """Raises TypeError for a value of a type that the service does not store."""
    # Most values are text: they are written without a function call.
    return {name: {"S": value} if type(value) is str else _encoded(value) for name, value in item.items()}


def from_wire(item: WireItem) -> Item:
    """Whole numbers are `int`, others Decimal."""
    # Most values are text: they are read without a function call.
    return {name: value["S"] if "S" in value else _decoded(value) for name, value in item.items()}


def present(item: Item) -> Item:
    """The item without the attributes that are None: those are not stored."""
    return {name: value for name, value in item.items() if value is not None}


def _encoded(value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        return {"S": value}
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, int):
        return {"N": str(value)}
    if type(value) is dict or isinstance(value, Mapping):
        return {"M": to_wire(value)}
    if isinstance(value, list):
        return {"L": [_encoded(each) for each in value]}
    raise TypeError(f"a value of {type(value)} is not stored")


def _decoded(value: WireItem) -> Any:
    """Of a value that is no text."""
    if "N" in value and ((number := value["N"]).isdecimal() or number.removeprefix("-").isdecimal()):
        return int(number)
    if "M" in value:
        return from_wire(value["M"])
    if "L" in value:
        return [each["S"] if "S" in each else _decoded(each) for each in value["L"]]
    ((kind, content),) = value.items()
    if kind == "BOOL":
        return content
    if kind in ("B", "BS"):
        return content  # unchanged: bytes from botocore, base64 from the other transport
    return _decoded_by_boto3(value)


def _decoded_by_boto3(value: WireItem) -> Any:
    # Imported here, or every cold start would load all of boto3.
    from boto3.dynamodb.types import TypeDeserializer  # noqa: PLC0415

    return cast("Callable[[WireItem], Any]", TypeDeserializer().deserialize)(value)
