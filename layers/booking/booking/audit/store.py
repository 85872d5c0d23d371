"""A table as an audit reads it."""

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from booking.appointments.items import appointment_key
from booking.audit.audited import AuditedAppointment, AuditedCustomer, AuditedProvider, ItemKey, Kept, Reading
from booking.audit.items import ATTRIBUTES, audited, key_of
from booking.audit.ports import AuditedTable, Cursor
from booking.calls.call import Call
from booking.customers.items import listing_of
from booking.dynamodb.codec import Item, from_wire, to_wire
from booking.dynamodb.retrying import Backoff
from booking.dynamodb.sdk import dynamodb, sender
from booking.dynamodb.sending import Send
from booking.dynamodb.table import Table
from booking.history.items import ENTRY
from booking.providers.items import provider_key
from booking.providers.schedule import MAX_SLOTS
from booking.rules.items import appointment_id_of
from booking.settings import settings
from booking.time.grid import SLOT_MINUTES
from booking.time.instants import instant_of, utc_text

# Nobody waits for an audit: a request is repeated for longer than a caller's would be.
_SECONDS_FOR_A_REQUEST = 30.0

_LONGEST_SPAN = MAX_SLOTS * timedelta(minutes=max(SLOT_MINUTES))

_PROJECTION: Mapping[str, Any] = {
    "ProjectionExpression": ", ".join(f"#{name}" for name in ATTRIBUTES),
    "ExpressionAttributeNames": {f"#{name}": name for name in ATTRIBUTES},
}

_SELECTION: Mapping[str, Any] = {"Select": "SPECIFIC_ATTRIBUTES", **_PROJECTION}
"""Of a Scan. The function's right to scan asks for both: no Scan of its may return a whole item."""


class DynamoAuditedTable:
    """Implements `booking.audit.ports.AuditedTable`. Writes nothing.

    The walk and its look-ups are eventually consistent, at half the price: whatever looks wrong is read again anyway,
    and what they see too late to look wrong is seen by the next audit.
    """

    def __init__(
        self, send: Send, table_name: str, seconds_left: Callable[[], float], backoff: Backoff | None = None
    ) -> None:
        self._seconds_left = seconds_left
        self._backoff = backoff or Backoff()
        self._table = Table(send, table_name, reading=self._attempts)

    def page(self, after: Cursor | None, size: int) -> tuple[Reading, Cursor | None]:
        start = {"ExclusiveStartKey": to_wire(after)} if after else {}
        answer = self._table.read("Scan", TableName=self._table.name, Limit=size, **_SELECTION, **start)
        last = answer.get("LastEvaluatedKey")
        return _reading(map(from_wire, answer["Items"])), from_wire(last) if last else None

    def look_up(self, keys: Collection[ItemKey]) -> Reading:
        return _reading(self._table.items((key._asdict() for key in keys), **_PROJECTION))

    def at_once(self, keys: Collection[ItemKey]) -> Reading:
        gets = [{"Get": {"TableName": self._table.name, "Key": to_wire(key._asdict()), **_PROJECTION}} for key in keys]
        answer = self._table.read("TransactGetItems", TransactItems=gets)
        return _reading(from_wire(response["Item"]) for response in answer["Responses"] if response.get("Item"))

    def kept(self, provider: AuditedProvider) -> Kept:
        items = self._table.pages(
            "Query",
            KeyConditionExpression="PK = :provider AND begins_with(SK, :entry)",
            ExpressionAttributeValues=to_wire({":provider": provider.key.PK, ":entry": ENTRY}),
            ProjectionExpression="PK, SK, #at",
            ExpressionAttributeNames={"#at": "at"},
        )
        return {key_of(item): instant_of(item["at"]) if "at" in item else None for item in items}

    def near(self, appointment: AuditedAppointment) -> set[ItemKey]:
        span = appointment.span
        items = self._table.pages(
            "Query",
            IndexName="GSI1",
            KeyConditionExpression="GSI1PK = :provider AND GSI1SK BETWEEN :first AND :last",
            ExpressionAttributeValues=to_wire(
                {
                    ":provider": provider_key(appointment.provider_id)["PK"],
                    ":first": utc_text(span.start - _LONGEST_SPAN),
                    ":last": utc_text(span.end + _LONGEST_SPAN),
                }
            ),
            ProjectionExpression="PK",
        )
        return {ItemKey(**appointment_key(appointment_id_of(item["PK"]))) for item in items}

    def appointments_of(self, customer: AuditedCustomer) -> Iterator[ItemKey]:
        items = self._table.pages("Query", **listing_of(customer.id))
        return (ItemKey(**appointment_key(appointment_id_of(item["PK"]))) for item in items)

    def _attempts(self) -> Iterator[int]:
        end = time.monotonic() + _SECONDS_FOR_A_REQUEST
        return self._backoff.attempts(Call("audit", lambda: min(self._seconds_left(), end - time.monotonic())))


def _reading(items: Iterable[Item]) -> Reading:
    return {key_of(item): audited(item) for item in items}


def audited_table(seconds_left: Callable[[], float]) -> AuditedTable:
    """`seconds_left` differs from call to call."""
    return DynamoAuditedTable(sender(dynamodb()), settings().table_name, seconds_left)
