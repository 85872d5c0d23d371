"""A table as an audit reads it."""

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from booking.appointments.keys import appointment_id_of, appointment_key, claim_key, slot_of
from booking.audit.findings import (
    LONGEST_SPAN,
    AuditedAppointment,
    AuditedClaim,
    AuditedProvider,
    ProviderSlot,
    Standing,
    Unreadable,
)
from booking.audit.items import ATTRIBUTES, audited_appointment, audited_claim, audited_fence, audited_provider, kind_of
from booking.audit.ports import AuditedTable, Cursor, ItemKind, Page, Reading
from booking.calls.call import Call
from booking.dynamodb.client import dynamodb
from booking.dynamodb.retrying import Backoff
from booking.dynamodb.sending import Send, sender
from booking.dynamodb.table import Table
from booking.dynamodb.wire import Item, Key, from_wire, to_wire
from booking.providers.keys import fence_key, fence_number_of, provider_id_of, provider_key
from booking.providers.store import FENCES
from booking.settings import settings
from booking.time.instants import utc_text

# Nobody waits for an audit: a request is repeated for longer than a caller's would be.
_SECONDS_FOR_A_REQUEST = 30.0

_PROJECTION: Mapping[str, Any] = {
    "ProjectionExpression": ", ".join(f"#{name}" for name in ATTRIBUTES),
    "ExpressionAttributeNames": {f"#{name}": name for name in ATTRIBUTES},
}


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

    def page(self, after: Cursor | None, size: int) -> Page:
        start = {"ExclusiveStartKey": to_wire(after)} if after else {}
        answer = self._table.read("Scan", TableName=self._table.name, Limit=size, **_PROJECTION, **start)
        items = [from_wire(item) for item in answer["Items"]]
        last = answer.get("LastEvaluatedKey")
        read = {
            ItemKind.PROVIDERS: audited_provider,
            ItemKind.APPOINTMENTS: audited_appointment,
            ItemKind.CLAIMS: audited_claim,
        }
        return Page(
            Counter(map(kind_of, items)),
            [read[kind](item) for item in items if (kind := kind_of(item)) in read],
            from_wire(last) if last else None,
        )

    def look_up(
        self, appointment_ids: Collection[str], slots: Collection[ProviderSlot], provider_ids: Collection[str] = ()
    ) -> Reading:
        keys = _keys(appointment_ids, slots, provider_ids)
        return _reading(self._table.items(keys, **_PROJECTION), provider_ids)

    def at_once(
        self, appointment_ids: Collection[str], slots: Collection[ProviderSlot], provider_ids: Collection[str] = ()
    ) -> Reading:
        gets = [
            {"Get": {"TableName": self._table.name, "Key": to_wire(key), **_PROJECTION}}
            for key in _keys(appointment_ids, slots, provider_ids)
        ]
        answer = self._table.read("TransactGetItems", TransactItems=gets)
        items = (from_wire(response["Item"]) for response in answer["Responses"] if response.get("Item"))
        return _reading(items, provider_ids)

    def near(self, appointment: AuditedAppointment) -> Collection[str]:
        span = appointment.span
        items = self._table.pages(
            "Query",
            IndexName="GSI1",
            KeyConditionExpression="GSI1PK = :provider AND GSI1SK BETWEEN :first AND :last",
            ExpressionAttributeValues=to_wire(
                {
                    ":provider": provider_key(appointment.provider_id)["PK"],
                    ":first": utc_text(span.start - LONGEST_SPAN),
                    ":last": utc_text(span.end + LONGEST_SPAN),
                }
            ),
            ProjectionExpression="PK",
        )
        return [appointment_id_of(item["PK"]) for item in items]

    def _attempts(self) -> Iterator[int]:
        end = time.monotonic() + _SECONDS_FOR_A_REQUEST
        return self._backoff.attempts(Call("audit", lambda: min(self._seconds_left(), end - time.monotonic())))


def _keys(
    appointment_ids: Collection[str], slots: Collection[ProviderSlot], provider_ids: Collection[str]
) -> list[Key]:
    return [
        *map(appointment_key, appointment_ids),
        *(claim_key(slot.provider_id, slot.start) for slot in slots),
        *map(provider_key, provider_ids),
        *(fence_key(provider_id, number) for provider_id in provider_ids for number in range(FENCES)),
    ]


def _reading(items: Iterable[Item], provider_ids: Collection[str]) -> Reading:
    appointments: dict[str, AuditedAppointment | Unreadable] = {}
    owners: dict[ProviderSlot, str] = {}
    providers: dict[str, AuditedProvider | Unreadable] = {}
    fences: dict[str, list[Standing | None]] = {provider_id: [None] * FENCES for provider_id in provider_ids}
    for item in items:
        match kind_of(item):
            case ItemKind.APPOINTMENTS:
                appointments[appointment_id_of(item["PK"])] = audited_appointment(item)
            case ItemKind.PROVIDERS:
                providers[provider_id_of(item["PK"])] = audited_provider(item)
            case ItemKind.FENCES:
                fences[provider_id_of(item["PK"])][fence_number_of(item["SK"])] = audited_fence(item)
            case _:
                claim = audited_claim(item)
                slot = ProviderSlot(provider_id_of(item["PK"]), slot_of(item["SK"]))
                owners[slot] = claim.appointment_id if isinstance(claim, AuditedClaim) else ""
    return Reading(appointments, owners, providers, fences)


def audited_table(seconds_left: Callable[[], float]) -> AuditedTable:
    """`seconds_left` differs from call to call."""
    return DynamoAuditedTable(sender(dynamodb()), settings().table_name, seconds_left)
