"""Appointments and the claims of their slots on DynamoDB: what each write requires, and what a refusal means."""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

from booking.appointments.appointment import Appointment
from booking.appointments.items import (
    appointment_item,
    appointment_key,
    appointment_of,
    claim_item,
    fence_of,
    filter_of,
    index_key,
    position_of,
    stretch_of,
    that_fit,
    ticket_item,
)
from booking.appointments.listed import Selection
from booking.appointments.open_items import add_to_list, move_on_list, take_off_list
from booking.appointments.ports import AppointmentChanged, AppointmentStore, SlotsClaimed, TicketTaken
from booking.appointments.refusals import AppointmentNotFound
from booking.calls.call import Call
from booking.calls.deciding import AlreadyExists
from booking.calls.idempotency import is_id
from booking.calls.paging import Page, Position
from booking.dynamodb.codec import Item, Key, to_wire
from booking.dynamodb.listing import as_they_stand, fill_page
from booking.dynamodb.retrying import Backoff
from booking.dynamodb.sending import Send
from booking.dynamodb.transactions import ENTITY, Transaction, Write, check, delete, put_new, update, where
from booking.dynamodb.transport import transport
from booking.observability import count, logger
from booking.providers.items import fence_key, provider_key
from booking.providers.ports import ProviderChanged
from booking.providers.provider import Provider, ProviderState
from booking.providers.store import FENCE, FENCES
from booking.rules.items import claim_key, owner, slot_of, ticket_key
from booking.rules.limits import Ticket
from booking.rules.store import DynamoRules
from booking.settings import CLAIM_DAYS, MAX_OPEN_APPOINTMENTS, settings

# The ranks behind the provider's, in the order of the questions: a taken slot is no answer for a provider that changed,
# nor for a customer who may book no slot at all. Who loses a ticket, and perhaps claims too, reads all again: so a
# refusal names the limit, too.
LIMIT, TICKET, CLAIM, RELEASE = FENCE + 1, FENCE + 2, FENCE + 3, FENCE + 4


class DynamoAppointments(DynamoRules):
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
            self.remember(provider) if provider else None,
            appointment_of(appointment) if appointment else None,
        )

    def selected(self, selection: Selection, after: Position | None, size: int, call: Call) -> Page[Appointment]:
        stretch, wanted = stretch_of(selection), filter_of(selection)
        filled = fill_page(self._table, stretch, wanted, index_key(stretch, after) if after else None, size, call=call)
        stored = [*filter(wanted.keeps, as_they_stand(self._table, stretch, filled.listed))]
        fitting = that_fit(stored)
        last = filled.last if len(fitting) == len(stored) else fitting[-1]
        return Page([*map(appointment_of, fitting)], position_of(stretch, last) if last else None)

    def book(self, appointment: Appointment, call: Call, over: Collection[str] = ()) -> None:
        writes = [
            self.check_provider(appointment),
            self.new_appointment(appointment),
            *(self.claim(appointment, slot) for slot in appointment.slots),
            *(self.take(appointment, ticket) for ticket in appointment.tickets),
            *([add_to_list(appointment, self._max_open, over, LIMIT)] if appointment.is_counted else []),
        ]
        self._write(appointment, writes, call)

    def reschedule(self, before: Appointment, after: Appointment, call: Call, over: Collection[str] = ()) -> None:
        is_elsewhere = after.provider_id != before.provider_id
        kept = {*before.slots} & {*after.slots} if not is_elsewhere else set()
        held = {*before.tickets} & {*after.tickets} if not is_elsewhere else set()
        first = {before.slots[0], after.slots[0]}
        writes = [
            self.check_provider(after),
            self.change_appointment(before, after),
            *(self.claim(after, slot) for slot in after.slots if slot not in kept),
            *(self.release(before, slot) for slot in before.slots if slot not in kept),
            *(self.rewrite(after, slot) for slot in kept & first),
            *(self.take(after, ticket) for ticket in after.tickets if ticket not in held),
            *(self.give_back(before, ticket) for ticket in before.tickets if ticket not in held),
            *self._moves_on_lists(before, after, over),
        ]
        self._write(after, writes, call)

    def _moves_on_lists(self, before: Appointment, after: Appointment, over: Collection[str]) -> Iterator[Write]:
        if before.is_counted and after.provider_id == before.provider_id:
            yield move_on_list(after, RELEASE)
        elif before.is_counted:
            yield take_off_list(before, RELEASE)
            if after.is_counted:
                yield add_to_list(after, self._max_open, over, LIMIT)

    def save(self, before: Appointment, after: Appointment, call: Call) -> None:
        needed = {*after.slots}
        freed = [self.release(before, slot) for slot in before.slots if slot not in needed]
        self._write(after, [self.change_appointment(before, after), *freed], call)

    def cancel(self, before: Appointment, after: Appointment, call: Call) -> None:
        writes = [
            self.change_appointment(before, after),
            *(self.release(before, slot) for slot in before.slots),
            *(self.give_back(before, ticket) for ticket in before.tickets),
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
        # An older item does not have `via`, which is known until its first change: so it is written in any case.
        items = appointment_item(replace(before, via=None)), appointment_item(after)
        return update(*items, ENTITY, lambda _: AppointmentChanged(), unchanged=("version", "status"))

    def claim(self, appointment: Appointment, slot: datetime) -> Write:
        claim = claim_item(appointment, slot, self._claims_kept)
        return put_new(claim, CLAIM, lambda met: SlotsClaimed([slot_of(item["SK"]) for item in met if item]))

    def release(self, appointment: Appointment, slot: datetime) -> Write:
        """If the claim is missing or belongs to another appointment, the cancellation or move still succeeds."""
        return self._free(appointment, claim_key(appointment.provider_id, slot))

    def rewrite(self, appointment: Appointment, slot: datetime) -> Write:
        """A claim that the appointment keeps, where only the first claim of an appointment says more of it."""
        claim, own = claim_item(appointment, slot, self._claims_kept), owner(appointment.id)
        return Write({"Put": {"Item": to_wire(claim), **where(owner=own)}}, RELEASE, left_out=_report(claim))

    def take(self, appointment: Appointment, ticket: Ticket) -> Write:
        return put_new(ticket_item(appointment, ticket, self._claims_kept), TICKET, lambda _: TicketTaken())

    def give_back(self, appointment: Appointment, ticket: Ticket) -> Write:
        """As for a claim."""
        return self._free(appointment, ticket_key(appointment.provider_id, ticket))

    def _free(self, appointment: Appointment, key: Key) -> Write:
        return delete(key, RELEASE, _report(key), owner=owner(appointment.id))


def _report(item: Item) -> Callable[[Item], None]:
    """What is done when a claim or a ticket is not the appointment's own any more."""

    def report(met: Item) -> None:
        count("ClaimForeign" if met else "ClaimMissing")
        logger().error("claim_lost", extra={"key": to_wire({"PK": item["PK"], "SK": item["SK"]}), "found": bool(met)})

    return report


@cache
def appointment_store() -> AppointmentStore:
    """The store of this function, set up from its environment."""
    given = settings()
    return DynamoAppointments(
        transport(), given.table_name, claim_days=given.claim_days, max_open=given.max_open_appointments
    )
