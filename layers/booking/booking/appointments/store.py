"""Appointments and the claims of their slots on DynamoDB: what each write requires, and what a refusal means."""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache

from booking.appointments.appointment import Appointment
from booking.appointments.items import (
    appointment_item,
    appointment_key,
    appointment_of,
    claim_item,
    claim_key,
    claim_range,
    claims_of,
    fence_of,
    owner,
    slot_of,
)
from booking.appointments.open_items import add_to_list, move_on_list, take_off_list
from booking.appointments.ports import AppointmentChanged, AppointmentStore, SlotsClaimed
from booking.appointments.refusals import AppointmentNotFound
from booking.calls.call import Call
from booking.calls.deciding import AlreadyExists
from booking.calls.idempotency import is_id
from booking.dynamodb.codec import Item, to_wire
from booking.dynamodb.retrying import Backoff
from booking.dynamodb.sending import Send
from booking.dynamodb.transactions import ENTITY, Transaction, Write, check, delete, put_new, update
from booking.dynamodb.transport import transport
from booking.observability import count, logger
from booking.providers.items import fence_key, provider_key, provider_of
from booking.providers.ports import ProviderChanged
from booking.providers.provider import Provider, ProviderState
from booking.providers.store import FENCE, FENCES, DynamoProviders
from booking.settings import CLAIM_DAYS, MAX_OPEN_APPOINTMENTS, settings
from booking.time.grid import interval_of

# The ranks below the provider's, in the order of the questions: a taken slot is no answer for a provider that changed,
# nor for a customer who may book no slot at all.
LIMIT, CLAIM, RELEASE = FENCE + 1, FENCE + 2, FENCE + 3


class DynamoAppointments(DynamoProviders):
    """Implements `booking.appointments.ports.AppointmentStore` on one table, in which the providers are too.

    `claim_days`: for how long a claim is kept after its slot. `max_open`: how many open appointments a customer may
    have with a provider.
    """

    def __init__(
        self,
        send: Send,
        table_name: str,
        backoff: Backoff | None = None,
        fences: int = FENCES,
        clock: Callable[[], float] = time.monotonic,
        *,
        claim_days: int = CLAIM_DAYS,
        max_open: int = MAX_OPEN_APPOINTMENTS,
    ) -> None:
        super().__init__(send, table_name, backoff, fences, clock)
        self._claims_kept = timedelta(days=claim_days)
        self._max_open = max_open

    def appointment(self, appointment_id: str) -> Appointment:
        appointment = self.appointment_made(appointment_id)
        if appointment is None:
            raise AppointmentNotFound(appointment_id)
        return appointment

    def appointment_made(self, appointment_id: str) -> Appointment | None:
        item = self._table.item(appointment_key(appointment_id)) if is_id(appointment_id) else None
        return appointment_of(item) if item else None

    def provider_and_appointment(
        self, provider_id: str, appointment_id: str
    ) -> tuple[Provider | None, Appointment | None]:
        keys = [appointment_key(appointment_id), *([provider_key(provider_id)] if is_id(provider_id) else [])]
        items = self._table.items(keys, ConsistentRead=True)
        found = {item["SK"]: item for item in items}
        provider, appointment = found.get("PROVIDER"), found.get("APPOINTMENT")
        return (
            self.remember(provider_of(provider)) if provider else None,
            appointment_of(appointment) if appointment else None,
        )

    def claims(self, provider: Provider, slots: range) -> Mapping[int, str]:
        return self._claims(provider, slots, is_consistent=True)

    def claims_a_moment_ago(self, provider: Provider, slots: range) -> Mapping[int, str]:
        return self._claims(provider, slots, is_consistent=False)

    def _claims(self, provider: Provider, slots: range, *, is_consistent: bool) -> Mapping[int, str]:
        first, last = claim_range(interval_of(slots, provider.slot_minutes))
        items = self._table.pages(
            "Query",
            KeyConditionExpression="PK = :pk AND SK BETWEEN :first AND :last",
            ProjectionExpression="SK, #owner",
            ExpressionAttributeNames={"#owner": "owner"},
            ExpressionAttributeValues=to_wire({":pk": provider_key(provider.id)["PK"], ":first": first, ":last": last}),
            ConsistentRead=is_consistent,
        )
        return claims_of(items, provider.slot_minutes)

    def book(self, appointment: Appointment, call: Call, over: Collection[str] = ()) -> None:
        writes = [
            self.check_provider(appointment),
            self.new_appointment(appointment),
            *(self.claim(appointment, slot) for slot in appointment.slots),
            *([add_to_list(appointment, self._max_open, over, LIMIT)] if appointment.is_counted else []),
        ]
        self._write(appointment, writes, call)

    def reschedule(self, before: Appointment, after: Appointment, call: Call) -> None:
        kept = {*before.slots} & {*after.slots}
        writes = [
            self.check_provider(after),
            self.change_appointment(before, after),
            *(self.claim(after, slot) for slot in after.slots if slot not in kept),
            *(self.release(before, slot) for slot in before.slots if slot not in kept),
            *([move_on_list(after, RELEASE)] if after.is_counted else []),
        ]
        self._write(after, writes, call)

    def cancel(self, before: Appointment, after: Appointment, call: Call) -> None:
        writes = [
            self.change_appointment(before, after),
            *(self.release(before, slot) for slot in before.slots),
            *([take_off_list(before, RELEASE)] if before.is_counted else []),
        ]
        self._write(after, writes, call)

    def _write(self, after: Appointment, writes: Sequence[Write], call: Call) -> None:
        own = owner(after.id)
        transaction = Transaction(
            appointment_key(after.id), after.change.origin.id, writes, lambda met: met.get("owner") == own
        )
        self._table.write(transaction, call)

    def check_provider(self, appointment: Appointment) -> Write:
        """The provider is at the version that offered the appointment's time, and active.

        Checks one fence, not the provider. Two transactions that check the same item conflict, and DynamoDB cancels
        one.
        """
        return check(
            fence_key(appointment.provider_id, fence_of(appointment.id, self._fences)),
            FENCE,
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
        claim = claim_item(appointment, slot, self._claims_kept)
        return put_new(claim, CLAIM, lambda met: SlotsClaimed([slot_of(item["SK"]) for item in met if item]))

    def release(self, appointment: Appointment, slot: datetime) -> Write:
        """If the claim is missing or belongs to another appointment, the cancellation or move still succeeds."""
        key = claim_key(appointment.provider_id, slot)

        def report(met: Item) -> None:
            count("ClaimForeign" if met else "ClaimMissing")
            logger().error("claim_lost", extra={"key": to_wire(key), "found": bool(met)})

        return delete(key, RELEASE, report, owner=owner(appointment.id))


@cache
def appointment_store() -> AppointmentStore:
    """The store of this function, set up from its environment."""
    given = settings()
    return DynamoAppointments(
        transport(), given.table_name, claim_days=given.claim_days, max_open=given.max_open_appointments
    )
