"""The booking store on DynamoDB: what each write requires of the item that it meets, and what a refusal means."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from booking.application.call import Call
from booking.application.store import AlreadyExists, AppointmentChanged, ProviderChanged, SlotsClaimed
from booking.domain.appointments import Appointment
from booking.domain.errors import AppointmentNotFound, ProviderNotFound
from booking.domain.intervals import Interval
from booking.domain.providers import Provider, ProviderState
from booking.observability import count, logger
from booking.persistence.items import appointment_item, appointment_of, provider_item, provider_of
from booking.persistence.keys import (
    appointment_id_of,
    appointment_key,
    claim_key,
    claim_range,
    fence_key,
    fence_of,
    is_id,
    owner,
    provider_key,
    slot_of,
)
from booking.persistence.retrying import Backoff
from booking.persistence.sending import Send
from booking.persistence.table import Table
from booking.persistence.transactions import ENTITY, Transaction, Write, check, delete, put, put_new, update
from booking.persistence.wire import Item, Key, to_wire

FENCES = 8
"""Over how many items the check of a provider is spread. Another number needs every provider's fences rewritten."""

# The ranks below the entity's, in the order of the questions: a taken slot is no answer for a provider that changed.
PROVIDER, CLAIM, RELEASE = 1, 2, 3


class DynamoStore:
    """Implements `booking.application.store.BookingStore` on one table."""

    def __init__(self, send: Send, table_name: str, backoff: Backoff | None = None, fences: int = FENCES) -> None:
        self._table = Table(send, table_name, backoff)
        self._fences = fences

    def attempts(self, call: Call) -> Iterator[int]:
        return self._table.attempts(call)

    def provider(self, provider_id: str) -> Provider:
        item = self._table.item(provider_key(provider_id)) if is_id(provider_id) else None
        if item is None:
            raise ProviderNotFound(provider_id)
        return provider_of(item)

    def appointment(self, appointment_id: str) -> Appointment:
        appointment = self.appointment_made(appointment_id)
        if appointment is None:
            raise AppointmentNotFound(appointment_id)
        return appointment

    def appointment_made(self, appointment_id: str) -> Appointment | None:
        item = self._table.item(appointment_key(appointment_id)) if is_id(appointment_id) else None
        return appointment_of(item) if item else None

    def provider_and_appointment(
        self, provider_id: str, appointment_id: str, call: Call
    ) -> tuple[Provider | None, Appointment | None]:
        keys = [appointment_key(appointment_id), *([provider_key(provider_id)] if is_id(provider_id) else [])]
        items = self._table.items(keys, lambda: self.attempts(call), ConsistentRead=True)
        found = {item["SK"]: item for item in items}
        provider, appointment = found.get("PROVIDER"), found.get("APPOINTMENT")
        return provider_of(provider) if provider else None, appointment_of(appointment) if appointment else None

    def claims(self, provider_id: str, within: Interval) -> Mapping[datetime, str]:
        return self._claims(provider_id, within, is_consistent=True)

    def claims_a_moment_ago(self, provider_id: str, within: Interval) -> Mapping[datetime, str]:
        return self._claims(provider_id, within, is_consistent=False)

    def _claims(self, provider_id: str, within: Interval, *, is_consistent: bool) -> Mapping[datetime, str]:
        first, last = claim_range(within)
        items = self._table.pages(
            "Query",
            KeyConditionExpression="PK = :pk AND SK BETWEEN :first AND :last",
            ProjectionExpression="SK, #owner",
            ExpressionAttributeNames={"#owner": "owner"},
            ExpressionAttributeValues=to_wire({":pk": provider_key(provider_id)["PK"], ":first": first, ":last": last}),
            ConsistentRead=is_consistent,
        )
        return {slot_of(item["SK"]): appointment_id_of(item["owner"]) for item in items}

    def add_provider(self, provider: Provider, call: Call) -> None:
        self._write(provider, provider_key(provider.id), [self.new_provider(provider)], call)

    def update_schedule(self, before: Provider, after: Provider, call: Call) -> None:
        self._write(after, provider_key(after.id), [self.change_provider(before, after), *self.fences(after)], call)

    def book(self, appointment: Appointment, call: Call) -> None:
        writes = [
            self.check_provider(appointment),
            self.new_appointment(appointment),
            *(self.claim(appointment, slot) for slot in appointment.slots),
        ]
        self._write(appointment, appointment_key(appointment.id), writes, call)

    def reschedule(self, before: Appointment, after: Appointment, call: Call) -> None:
        kept = {*before.slots} & {*after.slots}
        writes = [
            self.check_provider(after),
            self.change_appointment(before, after),
            *(self.claim(after, slot) for slot in after.slots if slot not in kept),
            *(self.release(before, slot) for slot in before.slots if slot not in kept),
        ]
        self._write(after, appointment_key(after.id), writes, call)

    def cancel(self, before: Appointment, after: Appointment, call: Call) -> None:
        writes = [self.change_appointment(before, after), *(self.release(before, slot) for slot in before.slots)]
        self._write(after, appointment_key(after.id), writes, call)

    def _write(self, after: Appointment | Provider, key: Key, writes: Sequence[Write], call: Call) -> None:
        own = owner(after.id)
        self._table.write(Transaction(key, after.change.origin.id, writes, lambda met: met.get("owner") == own), call)

    def new_provider(self, provider: Provider) -> Write:
        return put_new(
            provider_item(provider),
            ENTITY,
            lambda met: AlreadyExists(provider_of(met[0])) if met[0] else ProviderChanged(),
        )

    def change_provider(self, before: Provider, after: Provider) -> Write:
        """Update it as it was read."""
        items = provider_item(before), provider_item(after)
        return update(*items, ENTITY, lambda _: ProviderChanged(), unchanged=("version", "state"))

    def fences(self, provider: Provider) -> Iterator[Write]:
        """Put all of them: none is there before the first schedule."""
        for number in range(self._fences):
            key = fence_key(provider.id, number)
            yield put({**key, "version": provider.version, "state": provider.state.value}, PROVIDER)

    def check_provider(self, appointment: Appointment) -> Write:
        """The provider is at the version that offered the appointment's time, and active.

        Asked of one of its fences: DynamoDB cancels one of two transactions that only check the same item.
        """
        return check(
            fence_key(appointment.provider_id, fence_of(appointment.id, self._fences)),
            PROVIDER,
            lambda _: ProviderChanged(),
            version=appointment.provider_version,
            state=ProviderState.ACTIVE.value,
        )

    def new_appointment(self, appointment: Appointment) -> Write:
        return put_new(
            appointment_item(appointment),
            ENTITY,
            lambda met: AlreadyExists(appointment_of(met[0])) if met[0] else AppointmentChanged(),
        )

    def change_appointment(self, before: Appointment, after: Appointment) -> Write:
        items = appointment_item(before), appointment_item(after)
        return update(*items, ENTITY, lambda _: AppointmentChanged(), unchanged=("version", "status"))

    def claim(self, appointment: Appointment, slot: datetime) -> Write:
        claim: Item = {**claim_key(appointment.provider_id, slot), "owner": owner(appointment.id)}
        return put_new(claim, CLAIM, lambda met: SlotsClaimed([slot_of(item["SK"]) for item in met if item]))

    def release(self, appointment: Appointment, slot: datetime) -> Write:
        """Delete a claim that is our own. One that is absent or another's keeps no appointment from being given up."""
        key = claim_key(appointment.provider_id, slot)

        def report(met: Item) -> None:
            count("ClaimForeign" if met else "ClaimMissing")
            logger().error("claim_lost", extra={"key": to_wire(key), "found": bool(met)})

        return delete(key, RELEASE, report, owner=owner(appointment.id))
