"""The booking store on DynamoDB."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from booking.application.call import Call
from booking.domain.appointments import Appointment
from booking.domain.errors import Busy
from booking.domain.intervals import Interval
from booking.domain.providers import Provider
from booking.persistence.items import (
    Item,
    appointment_of,
    change_id_of,
    from_wire,
    provider_of,
    to_wire,
)
from booking.persistence.keys import (
    Key,
    appointment_id_of,
    appointment_key,
    claim_range,
    is_id,
    owner,
    provider_key,
    slot_of,
)
from booking.persistence.retrying import FAILURES, Backoff, is_transient
from booking.persistence.transactions import Transaction, transact
from booking.persistence.writes import FENCES, Write, Writes

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoStore:
    """Implements `booking.application.store.BookingStore` on one table."""

    def __init__(
        self, client: "DynamoDBClient", table_name: str, backoff: Backoff | None = None, fences: int = FENCES
    ) -> None:
        self._client = client
        self._table = table_name
        self._writes = Writes(table_name, fences)
        self._backoff = backoff or Backoff()

    def attempts(self, call: Call) -> Iterator[int]:
        return self._backoff.attempts(call)

    def provider(self, provider_id: str) -> Provider | None:
        item = self._get(provider_key(provider_id)) if is_id(provider_id) else None
        return provider_of(item) if item else None

    def appointment(self, appointment_id: str) -> Appointment | None:
        item = self._get(appointment_key(appointment_id)) if is_id(appointment_id) else None
        return appointment_of(item) if item else None

    def provider_and_appointment(
        self, provider_id: str, appointment_id: str, call: Call
    ) -> tuple[Provider | None, Appointment | None]:
        keys = [appointment_key(appointment_id), *([provider_key(provider_id)] if is_id(provider_id) else [])]
        found = {item["SK"]: item for item in self._batch_get(keys, call)}
        provider, appointment = found.get("PROVIDER"), found.get("APPOINTMENT")
        return provider_of(provider) if provider else None, appointment_of(appointment) if appointment else None

    def claims(self, provider_id: str, within: Interval) -> Mapping[datetime, str]:
        return self._claims(provider_id, within, is_consistent=True)

    def claims_a_moment_ago(self, provider_id: str, within: Interval) -> Mapping[datetime, str]:
        return self._claims(provider_id, within, is_consistent=False)

    def _claims(self, provider_id: str, within: Interval, *, is_consistent: bool) -> Mapping[datetime, str]:
        first, last = claim_range(within)
        with _reading():
            pages = list(
                self._client.get_paginator("query").paginate(
                    TableName=self._table,
                    KeyConditionExpression="PK = :pk AND SK BETWEEN :first AND :last",
                    ProjectionExpression="SK, #owner",
                    ExpressionAttributeNames={"#owner": "owner"},
                    ExpressionAttributeValues=to_wire(
                        {":pk": provider_key(provider_id)["PK"], ":first": first, ":last": last}
                    ),
                    ConsistentRead=is_consistent,
                )
            )
        items = (from_wire(item) for page in pages for item in page["Items"])
        return {slot_of(item["SK"]): appointment_id_of(item["owner"]) for item in items}

    def add_provider(self, provider: Provider, call: Call) -> None:
        self._transact(provider, provider_key(provider.id), call, self._writes.new_provider(provider))

    def update_schedule(self, before: Provider, after: Provider, call: Call) -> None:
        self._transact(after, provider_key(after.id), call, *self._writes.change_provider(before, after))

    def book(self, appointment: Appointment, call: Call) -> None:
        self._transact(
            appointment,
            appointment_key(appointment.id),
            call,
            self._writes.check_provider(appointment),
            self._writes.new_appointment(appointment),
            *(self._writes.claim(appointment, slot) for slot in appointment.slots),
        )

    def reschedule(self, before: Appointment, after: Appointment, call: Call) -> None:
        kept = {*before.slots} & {*after.slots}
        self._transact(
            after,
            appointment_key(after.id),
            call,
            self._writes.check_provider(after),
            self._writes.change_appointment(before, after),
            *(self._writes.claim(after, slot) for slot in after.slots if slot not in kept),
            *(self._writes.release(before, slot) for slot in before.slots if slot not in kept),
        )

    def cancel(self, before: Appointment, after: Appointment, call: Call) -> None:
        self._transact(
            after,
            appointment_key(after.id),
            call,
            self._writes.change_appointment(before, after),
            *(self._writes.release(before, slot) for slot in before.slots),
        )

    def _transact(self, after: Appointment | Provider, key: Key, call: Call, *writes: Write) -> None:
        transaction = Transaction(writes, after.change.origin.id, owner(after.id))
        transact(self._client, transaction, call, self._backoff, lambda: self._stored_change_id(key))

    def _stored_change_id(self, key: Key) -> str | None:
        item = self._get(key)
        return change_id_of(item) if item else None

    def _get(self, key: Key) -> Item | None:
        with _reading():
            answer = self._client.get_item(TableName=self._table, Key=to_wire({**key}), ConsistentRead=True)
        return from_wire(answer["Item"]) if "Item" in answer else None

    def _batch_get(self, keys: Sequence[Key], call: Call) -> Iterator[Item]:
        request: Any = {self._table: {"Keys": [to_wire({**key}) for key in keys], "ConsistentRead": True}}
        for _ in self._backoff.attempts(call):
            with _reading():
                answer = self._client.batch_get_item(RequestItems=request)
            yield from map(from_wire, answer["Responses"].get(self._table, []))
            request = answer.get("UnprocessedKeys")
            if not request:
                return
        raise Busy


@contextmanager
def _reading() -> Iterator[None]:
    """A read that failed for a passing cause, botocore's second attempt included, is answered with Busy."""
    try:
        yield
    except FAILURES as error:
        if not is_transient(error):
            raise
        raise Busy from error
