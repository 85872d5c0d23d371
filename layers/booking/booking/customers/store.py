"""Customers on DynamoDB: their cards, their erasures, and their appointments by the index that lists them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import batched
from typing import Any

from booking.appointments.appointment import Appointment
from booking.appointments.items import appointment_key, appointment_of, readable_appointment_of
from booking.appointments.open_items import LIST, ends_of
from booking.appointments.store import DynamoAppointments
from booking.calls.call import Call
from booking.calls.paging import Page, Position
from booking.customers.card import Card, Visit
from booking.customers.card_items import (
    card_item,
    card_key,
    card_of_item,
    found_by,
    partition_of,
    position_of,
    search_items,
    visit_in,
    visits_listing,
)
from booking.customers.erasure import Erasure
from booking.customers.export import Exported, OpenLists
from booking.customers.items import customer_key, customer_partition, erasure_item, erasure_of, listing_of
from booking.customers.ports import CardChanged, CustomerStore, ErasureChanged
from booking.customers.searching import Search
from booking.dynamodb.codec import Item, Key, from_wire, to_wire
from booking.dynamodb.listing import MOST_QUERIES, SECONDS_TO_READ_ON
from booking.dynamodb.transactions import ENTITY, Transaction, Write, check, put, put_new, remove, update, where
from booking.dynamodb.transport import transport
from booking.history.entry import ERASED, Entry, Kind, Whose
from booking.history.items import entry_item
from booking.observability import SafeToLog
from booking.providers.items import provider_id_of
from booking.rules.items import appointment_id_of
from booking.settings import settings

_READ_AT_ONCE = 50

_FEWEST_KEYS = 50
"""Of one Query, however few customers are asked for: of those that it finds, a second word may leave few."""

# The ranks behind the card's.
_ERASURE, _KEYS = ENTITY + 1, ENTITY + 2


class UnreadableAppointments(SafeToLog):
    """Items of appointments that the service cannot have written. The audit says what is wrong with each."""


class DynamoCustomers(DynamoAppointments):
    """Implements `booking.customers.ports.CustomerStore` on one table, in which all else is too."""

    def card_and_erasure(self, customer_id: str) -> tuple[Card | None, Erasure | None]:
        keys = [card_key(customer_id), customer_key(customer_id)]
        found = {item["SK"]: item for item in self._table.items(keys, ConsistentRead=True)}
        card, erasure = (found.get(key["SK"]) for key in keys)
        return card_of_item(card) if card else None, erasure_of(erasure) if erasure else None

    def visits_of(self, customer_id: str) -> Iterable[Visit]:
        return map(visit_in, self._table.pages("Query", **visits_listing(customer_id)))

    def appointments_made(self, ids: Collection[str]) -> Mapping[str, Appointment]:
        items = self._table.items(map(appointment_key, ids), ConsistentRead=True)
        return {made.id: made for made in map(readable_appointment_of, items) if made}

    def save_card(self, before: Card | None, after: Card, erasure: Erasure | None, call: Call) -> None:
        change_id = call.origin().id
        kept = [*search_items(before)] if before else []
        needed = [*search_items(after)]
        writes = [
            _at_revision("Put", {"Item": to_wire(card_item(after, change_id))}, before),
            self._no_later_erasure(after.id, erasure),
            *(put(item, _KEYS) for item in needed if item not in kept),
            *(remove(_key(item), _KEYS) for item in kept if item not in needed),
        ]
        self._table.write(Transaction(card_key(after.id), change_id, writes), call)

    def remove_card(self, card: Card, call: Call) -> None:
        key = card_key(card.id)
        writes = [
            _at_revision("Delete", {"Key": to_wire(key)}, card),
            *(remove(_key(item), _KEYS) for item in search_items(card)),
        ]
        self._table.write(Transaction(key, call.origin().id, writes), call)

    def found(self, search: Search, after: Position | None, size: int, call: Call) -> Page[Card]:
        cards: list[Card] = []
        last: Position | None = after
        for number in range(MOST_QUERIES):
            if number and call.seconds_left() < SECONDS_TO_READ_ON:
                break
            listed, is_over = self._listed(search, last, max(size, _FEWEST_KEYS))
            for item, card in self._shown(search, listed):
                cards.append(card)
                if len(cards) == size:
                    is_last = is_over and item == listed[-1]
                    return Page(cards, None if is_last else position_of(item))
            last = None if is_over else position_of(listed[-1])
            if is_over:
                break
        return Page(cards, last)

    def _listed(self, search: Search, after: Position | None, size: int) -> tuple[Sequence[Item], bool]:
        """The next keys at most, and whether there are no more."""
        partition = partition_of(search.key)
        start = {"ExclusiveStartKey": to_wire({"PK": partition, "SK": after.sort_key})} if after else {}
        answer = self._table.read(
            "Query",
            TableName=self._table.name,
            KeyConditionExpression="PK = :kind AND begins_with(SK, :text)",
            ExpressionAttributeValues=to_wire({":kind": partition, ":text": search.key.text}),
            Limit=size,
            **start,
        )
        return [*map(from_wire, answer["Items"])], "LastEvaluatedKey" not in answer

    def _shown(self, search: Search, listed: Sequence[Item]) -> Iterator[tuple[Item, Card]]:
        items = self._table.items(card_key(item["customerId"]) for item in listed)
        cards = {card.id: card for card in map(card_of_item, items)}
        for item in listed:
            card = cards.get(item["customerId"])
            if card and search.shows(card.contact, found_by(item)):
                yield item, card

    def _no_later_erasure(self, customer_id: str, erasure: Erasure | None) -> Write:
        read = {"version": erasure.version} if erasure else {}
        return check(customer_key(customer_id), _ERASURE, lambda _: CardChanged(), **read)

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

    def page_of(self, customer_id: str, after: Position | None, size: int) -> Exported:
        start = {"ExclusiveStartKey": to_wire(_index_key(customer_id, after))} if after else {}
        answer = self._table.read("Query", TableName=self._table.name, Limit=size, **listing_of(customer_id), **start)
        appointments = [*map(appointment_of, self._as_they_stand(map(from_wire, answer["Items"])))]
        last = answer.get("LastEvaluatedKey")
        return Exported(appointments, _position_of(from_wire(last)) if last else None)

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


def _at_revision(action: str, request: Mapping[str, Any], card: Card | None) -> Write:
    """If the card still is as it was read: None if there was none."""
    read = {"revision": card.revision} if card else {}
    return Write({action: {**request, **where(**read)}}, ENTITY, lambda _: CardChanged())


def _key(item: Item) -> Key:
    return {"PK": item["PK"], "SK": item["SK"]}


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
