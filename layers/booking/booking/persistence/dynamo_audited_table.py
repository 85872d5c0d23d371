"""A table as an audit reads it."""

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from itertools import batched
from typing import TYPE_CHECKING, Any

from booking.application.audited_table import Cursor, ItemKind, Page, Reading
from booking.application.call import Call
from booking.domain.audit import (
    LONGEST_SPAN,
    AuditedAppointment,
    AuditedClaim,
    AuditedProvider,
    ProviderSlot,
    Standing,
    Unreadable,
)
from booking.domain.errors import Busy
from booking.domain.instants import utc_text
from booking.persistence.audited_items import (
    ATTRIBUTES,
    audited_appointment,
    audited_claim,
    audited_fence,
    audited_provider,
    kind_of,
)
from booking.persistence.items import Item, from_wire, to_wire
from booking.persistence.keys import (
    Key,
    appointment_id_of,
    appointment_key,
    claim_key,
    fence_key,
    fence_number_of,
    provider_id_of,
    provider_key,
    slot_of,
)
from booking.persistence.repeating import until_answered
from booking.persistence.retrying import Backoff
from booking.persistence.writes import FENCES

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# Nobody waits for an audit: a request is repeated for longer than a caller's would be.
_SECONDS_FOR_A_REQUEST = 30.0
_KEYS_OF_A_BATCH = 100
_PROJECTION: Mapping[str, Any] = {
    "ProjectionExpression": ", ".join(f"#{name}" for name in ATTRIBUTES),
    "ExpressionAttributeNames": {f"#{name}": name for name in ATTRIBUTES},
}


class DynamoAuditedTable:
    """Implements `booking.application.audited_table.AuditedTable`. Writes nothing.

    The walk and its look-ups are eventually consistent, at half the price: whatever looks wrong is read again anyway,
    and what they see too late to look wrong is seen by the next audit.
    """

    def __init__(
        self,
        client: "DynamoDBClient",
        table_name: str,
        seconds_left: Callable[[], float],
        backoff: Backoff | None = None,
    ) -> None:
        self._client = client
        self._table = table_name
        self._seconds_left = seconds_left
        self._backoff = backoff or Backoff()

    def page(self, after: Cursor | None, size: int) -> Page:
        start = {"ExclusiveStartKey": to_wire({**after})} if after else {}
        answer = self._sent(
            lambda: self._client.scan(TableName=self._table, Limit=size, **_PROJECTION, **start)  # type: ignore[arg-type]
        )
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
        batches = batched(keys, _KEYS_OF_A_BATCH, strict=False)
        return _reading((item for batch in batches for item in self._batch(batch)), provider_ids)

    def at_once(
        self, appointment_ids: Collection[str], slots: Collection[ProviderSlot], provider_ids: Collection[str] = ()
    ) -> Reading:
        gets = [
            {"Get": {"TableName": self._table, "Key": to_wire({**key}), **_PROJECTION}}
            for key in _keys(appointment_ids, slots, provider_ids)
        ]
        answer = self._sent(lambda: self._client.transact_get_items(TransactItems=gets))  # type: ignore[arg-type]
        items = (from_wire(response["Item"]) for response in answer["Responses"] if response.get("Item"))
        return _reading(items, provider_ids)

    def near(self, appointment: AuditedAppointment) -> Collection[str]:
        span, ids = appointment.span, []
        query: dict[str, Any] = {
            "TableName": self._table,
            "IndexName": "GSI1",
            "KeyConditionExpression": "GSI1PK = :provider AND GSI1SK BETWEEN :first AND :last",
            "ExpressionAttributeValues": to_wire(
                {
                    ":provider": provider_key(appointment.provider_id)["PK"],
                    ":first": utc_text(span.start - LONGEST_SPAN),
                    ":last": utc_text(span.end + LONGEST_SPAN),
                }
            ),
            "ProjectionExpression": "PK",
        }
        while query:
            answer = self._sent(partial(self._client.query, **query))
            ids += [appointment_id_of(from_wire(item)["PK"]) for item in answer["Items"]]
            last = answer.get("LastEvaluatedKey")
            query = {**query, "ExclusiveStartKey": last} if last else {}
        return ids

    def _batch(self, keys: Iterable[Key]) -> Iterator[Item]:
        request: Any = {self._table: {"Keys": [to_wire({**key}) for key in keys], **_PROJECTION}}
        for _ in self._attempts():
            answer = self._sent(partial(self._client.batch_get_item, RequestItems=request))
            yield from map(from_wire, answer["Responses"].get(self._table, []))
            request = answer.get("UnprocessedKeys")
            if not request:
                return
        raise Busy

    def _sent[Answer](self, send: Callable[[], Answer]) -> Answer:
        return until_answered(send, self._attempts())

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
