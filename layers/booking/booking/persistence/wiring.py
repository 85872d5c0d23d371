"""The booking store of this function, made when the first request needs it."""

from functools import cache

from booking.application.store import BookingStore
from booking.persistence.client import dynamodb
from booking.persistence.dynamo_store import DynamoStore
from booking.persistence.sending import sender
from booking.settings import settings


@cache
def booking_store() -> BookingStore:
    return DynamoStore(sender(dynamodb()), settings().table_name)
