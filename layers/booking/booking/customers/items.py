"""The erasure of a customer's data as an item of the table, and back; the text of a position."""

import re
from collections.abc import Mapping
from typing import Any

from booking.customers.erasure import Erasure, ErasureChange
from booking.customers.export import Position
from booking.dynamodb.codec import Item, Key, present, to_wire
from booking.dynamodb.records import record_item, record_of
from booking.time.instants import instant_of, utc_text

ERASING, ERASED = "erasing", "erased"
"""The states of the item. Whatever is written about a customer besides appointments requires that it has neither."""

POSITION_PATTERN = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z~[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def customer_key(customer_id: str) -> Key:
    return {"PK": customer_partition(customer_id), "SK": "CUSTOMER"}


def customer_partition(customer_id: str) -> str:
    """Also the partition of the index that lists the customer's appointments."""
    return f"CUSTOMER#{customer_id}"


def listing_of(customer_id: str) -> Mapping[str, Any]:
    """The Query for the keys of the customer's appointments, by start."""
    return {
        "IndexName": "GSI2",
        "KeyConditionExpression": "GSI2PK = :customer",
        "ExpressionAttributeValues": to_wire({":customer": customer_partition(customer_id)}),
        "ProjectionExpression": "PK",
    }


def customer_id_of(partition: str) -> str:
    return partition.removeprefix("CUSTOMER#")


def erasure_item(erasure: Erasure) -> Item:
    return present(
        {
            **customer_key(erasure.id),
            "id": erasure.id,
            "state": ERASED if erasure.is_complete else ERASING,
            "begunAt": utc_text(erasure.begun_at),
            **record_item(erasure.record),
        }
    )


def erasure_of(item: Item) -> Erasure:
    return Erasure(item["id"], record_of(item, ErasureChange), instant_of(item["begunAt"]))


def position_text(position: Position) -> str:
    """A position as clients get it and send it back. It needs no secret: who may read one may read all."""
    return f"{position.start}~{position.appointment_id}"


def position_of(text: str) -> Position:
    """The inverse of `position_text`. Raises ValueError for any other text."""
    if not re.fullmatch(POSITION_PATTERN, text):
        raise ValueError("not a position")
    start, _, appointment_id = text.partition("~")
    return Position(start, appointment_id)
