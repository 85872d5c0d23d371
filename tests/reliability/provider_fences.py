"""The product with another number of fences: over how many items the check of a provider is spread."""

from typing import Any

from booking.persistence.dynamo_store import DynamoStore
from tests.reliability.booking_rush import TABLE_NAME, Design


def fenced(fences: int, **more: Any) -> Design:
    return Design(make_store=lambda send, backoff: DynamoStore(send, TABLE_NAME, backoff, fences), **more)
