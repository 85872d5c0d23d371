"""Customers on DynamoDB: their erasures, and their appointments by the index that lists them."""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import batched

from booking.appointments.appointment import Appointment
from booking.appointments.items import appointment_key, appointment_of, readable_appointment_of
from booking.appointments.open_items import LIST, ends_of
from booking.appointments.store import DynamoAppointments
from booking.calls.call import Call
from booking.calls.paging import Position
from booking.customers.erasure import Erasure
from booking.customers.export import OpenLists, Page
from booking.customers.items import customer_key, customer_partition, erasure_item, erasure_of, listing_of
from booking.customers.ports import CustomerStore, ErasureChanged
from booking.dynamodb.codec import Item, from_wire, to_wire
from booking.dynamodb.transactions import ENTITY, Transaction, put, put_new, update
from booking.dynamodb.transport import transport
from booking.history.entry import ERASED, Entry, Kind, Whose
from booking.history.items import entry_item
from booking.observability import SafeToLog
from booking.providers.items import provider_id_of
from booking.rules.items import appointment_id_of
from booking.settings import settings

_READ_AT_ONCE = 50


class UnreadableAppointments(SafeToLog):
    """Items of appointments that the service cannot have written. The audit says what is wrong with each."""


class DynamoCustomers(DynamoAppointments):
    """Implements `booking.customers.ports.CustomerStore` on one table, in which all else is too."""

    def erasure(self, customer_id: str) -> Erasure | None:
        item = self._table.item(customer_key(customer_id))
        return erasure_of(item) if item else None

    def save_erasure(self, before: Erasure | None, after: Erasure, call: Call) -> None:
        item = erasure_item(after)
        write = (
            update(erasure_item(before), item, ENTITY, lambda _: ErasureChanged(), unchanged=("version", "state"))
            if before
            else put_new(item, ENTITY, lambda _: ErasureChanged())
        )
        self._table.write(Transaction(customer_key(after.id), after.change.origin.id, [write]), call)

    def appointments_of(self, customer_id: str) -> Iterator[Appointment]:
        listed = self._table.pages("Query", **listing_of(customer_id))
        unreadable: list[str] = []
        for batch in batched(listed, _READ_AT_ONCE, strict=False):
            for item in self._as_they_stand(batch):
                if appointment := readable_appointment_of(item):
                    yield appointment
                else:
                    unreadable.append(item["PK"])
        if unreadable:
            raise UnreadableAppointments(f"not erased, because they cannot be read: {', '.join(unreadable)}")

    def page_of(self, customer_id: str, after: Position | None, size: int) -> Page:
        start = {"ExclusiveStartKey": to_wire(_index_key(customer_id, after))} if after else {}
        answer = self._table.read("Query", TableName=self._table.name, Limit=size, **listing_of(customer_id), **start)
        appointments = [*map(appointment_of, self._as_they_stand(map(from_wire, answer["Items"])))]
        last = answer.get("LastEvaluatedKey")
        return Page(appointments, _position_of(from_wire(last)) if last else None)

    def _as_they_stand(self, listed: Iterable[Item]) -> Iterator[Item]:
        """The items of the listed appointments by consistent reads, in the order in which they are listed."""
        keys = [appointment_key(appointment_id_of(item["PK"])) for item in listed]
        found = {item["PK"]: item for item in self._table.items(keys, ConsistentRead=True)}
        yield from (found[key["PK"]] for key in keys if key["PK"] in found)

    def open_lists(self, customer_id: str) -> OpenLists:
        items = self._table.pages(
            "Query",
            KeyConditionExpression="PK = :list",
            ExpressionAttributeValues=to_wire({":list": f"{LIST}{customer_id}"}),
            ConsistentRead=True,
        )
        return {provider_id_of(item["SK"]): ends_of(item) for item in items}

    def erase(self, before: Appointment, after: Appointment, call: Call) -> None:
        # Under an id of its own, because the appointment's change stays the one that it was. So it has no event, and
        # its history would not show it.
        origin = call.origin()
        entry = Entry(
            Whose(Kind.APPOINTMENT, after.id), after.version, ERASED, origin.at, origin.by, origin.correlation_id
        )
        writes = [self.change_appointment(before, after), put(entry_item(entry), ENTITY + 1)]
        self._table.write(Transaction(appointment_key(after.id), origin.id, writes), call)


def _index_key(customer_id: str, position: Position) -> Item:
    return {
        **appointment_key(position.id),
        "GSI2PK": customer_partition(customer_id),
        "GSI2SK": position.sort_key,
    }


def _position_of(last: Item) -> Position:
    return Position(last["GSI2SK"], appointment_id_of(last["PK"]))


@cache
def customer_store() -> CustomerStore:
    """The store of this function, set up from its environment."""
    return DynamoCustomers(transport(), settings().table_name)
