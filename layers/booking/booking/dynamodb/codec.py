"""Items as Python values, and as DynamoDB sends them."""

from collections.abc import Mapping
from typing import Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

type Item = dict[str, Any]
"""An item as Python values."""

type WireItem = Mapping[str, Any]
"""An item as DynamoDB sends it: {"S": ...}."""

type Key = dict[str, str]

_serializer = TypeSerializer()

_deserializer = TypeDeserializer()


def to_wire(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _serializer.serialize(value) for name, value in item.items()}


def from_wire(item: WireItem) -> Item:
    return {name: _deserializer.deserialize(value) for name, value in item.items()}


def present(item: Item) -> Item:
    """Without the attributes that have no value: None is not stored."""
    return {name: value for name, value in item.items() if value is not None}
