"""The erasure of a customer's data as an item of the table, and back; the text of a position."""

from collections.abc import Mapping
from typing import Any

from booking.customers.erasure import Erasure, ErasureChange
from booking.dynamodb.codec import Item, Key, present, to_wire
from booking.dynamodb.cursors import Cursors
from booking.dynamodb.records import record_item, record_of
from booking.time.instants import instant_of, utc_text

ERASING, ERASED = "erasing", "erased"
"""The states of the item. Whatever is written about a customer besides appointments requires that it has neither."""


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


def positions_of(customer_id: str) -> Cursors:
    """The texts of positions in the list of the customer's appointments."""
    return Cursors("export", {"customerId": customer_id})
