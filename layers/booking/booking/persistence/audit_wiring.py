"""The table as an audit reads it. Apart from the store's wiring: no route should load an audit's modules."""

from collections.abc import Callable

from booking.application.audited_table import AuditedTable
from booking.persistence.client import dynamodb
from booking.persistence.dynamo_audited_table import DynamoAuditedTable
from booking.persistence.sending import sender
from booking.settings import settings


def audited_table(seconds_left: Callable[[], float]) -> AuditedTable:
    """`seconds_left` differs from call to call."""
    return DynamoAuditedTable(sender(dynamodb()), settings().table_name, seconds_left)
