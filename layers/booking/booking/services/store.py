"""Offerings on DynamoDB, in their providers' partitions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from booking.calls.call import Call
from booking.calls.idempotency import is_id
from booking.dynamodb.codec import Item, from_wire, to_wire
from booking.dynamodb.transactions import ENTITY, Transaction, Write, put_new, update
from booking.dynamodb.transport import transport
from booking.providers.items import provider_key
from booking.providers.provider import Provider, ProviderState
from booking.providers.refusals import ProviderNotFound
from booking.rules.store import DynamoRules
from booking.services.catalog import Entry, Page, Place
from booking.services.items import (
    LISTED,
    PREFIX,
    index_key,
    offering_item,
    offering_key,
    offering_of,
    place_in,
)
from booking.services.offering import Offering
from booking.services.ports import OfferingChanged
from booking.services.refusals import ServiceNotFound
from booking.settings import settings


class DynamoServices(DynamoRules):
    """Implements `booking.services.ports.ServiceStore` and `booking.providers.ports.RulesStore` on one table.

    All rules of the providers are in it, too.
    """

    def offerings_of(self, provider_id: str) -> Sequence[Offering]:
        return [offering_of(item) for item in self._between(provider_id, PREFIX)]

    def offered(self, provider_id: str) -> Sequence[Offering]:
        return [offering for offering in self.offerings_of(provider_id) if offering.is_active]

    def services_of(self, provider_id: str) -> Sequence[Offering]:
        # The provider's own item stands in front of its offerings: one Query also shows whether there is a provider.
        own = provider_key(provider_id)["SK"]
        items = [*self._between(provider_id, own)] if is_id(provider_id) else []
        if not items or items[0]["SK"] != own:
            raise ProviderNotFound(provider_id)
        return [*map(offering_of, items[1:])]

    def offering(self, provider_id: str, service_id: str) -> Offering:
        item = self._table.item(offering_key(provider_id, service_id)) if is_id(provider_id) else None
        if item is None:
            raise ServiceNotFound(provider_id, service_id)
        return offering_of(item)

    def save_offering(self, provider: Provider, before: Offering | None, after: Offering, call: Call) -> None:
        touched = replace(provider.touched(), are_slots_fixed=True)
        writes = [_saved(before, after), self.change_provider(provider, touched), *self.fences(touched)]
        key = offering_key(after.provider_id, after.id)
        self._table.write(Transaction(key, after.change.origin.id, writes), call)

    def catalog(self, service_id: str | None, after: Place | None, size: int) -> Page:
        start = {"ExclusiveStartKey": to_wire(index_key(after))} if after else {}
        answer = self._table.read("Query", TableName=self._table.name, Limit=size, **_listing_of(service_id), **start)
        places = [place_in(from_wire(item)) for item in answer["Items"]]
        last = answer.get("LastEvaluatedKey")
        return Page(self._entries(places), place_in(from_wire(last)) if last else None)

    def _entries(self, places: Sequence[Place]) -> list[Entry]:
        """What the index lists has to be read from the table: the index has no names and no durations."""
        keys = [offering_key(place.provider_id, place.service_id) for place in places]
        keys += [provider_key(provider_id) for provider_id in dict.fromkeys(place.provider_id for place in places)]
        found = {(item["PK"], item["SK"]): item for item in self._table.items(keys)}
        return [*_in_force(places, found)]

    def _between(self, provider_id: str, first: str) -> Iterable[Item]:
        """The items of the provider's partition from this sort key on, up to its last offering."""
        return self._table.pages(
            "Query",
            KeyConditionExpression="PK = :provider AND SK BETWEEN :first AND :last",
            ExpressionAttributeValues=to_wire(
                {":provider": provider_key(provider_id)["PK"], ":first": first, ":last": f"{PREFIX}~"}
            ),
            ConsistentRead=True,
        )


def _saved(before: Offering | None, after: Offering) -> Write:
    item = offering_item(after)
    if before is None:
        return put_new(item, ENTITY, lambda _: OfferingChanged())
    return update(offering_item(before), item, ENTITY, lambda _: OfferingChanged(), unchanged=("version",))


def _listing_of(service_id: str | None) -> Mapping[str, Any]:
    """The Query for the keys of the offerings in force: all, or those of one service."""
    of_one = " AND begins_with(GSI1SK, :service)" if service_id else ""
    values = {":services": LISTED, **({":service": f"{service_id}#"} if service_id else {})}
    return {
        "IndexName": "GSI1",
        "KeyConditionExpression": f"GSI1PK = :services{of_one}",
        "ExpressionAttributeValues": to_wire(values),
        "ProjectionExpression": "PK, SK",
    }


def _in_force(places: Iterable[Place], found: Mapping[tuple[str, str], Item]) -> Iterable[Entry]:
    """The index may list what was retired a moment ago; and it knows nothing of the providers' state."""
    for place in places:
        key, of_provider = offering_key(place.provider_id, place.service_id), provider_key(place.provider_id)
        item, provider = found.get((key["PK"], key["SK"])), found.get((of_provider["PK"], of_provider["SK"]))
        if item and item["active"] and provider and provider["state"] == ProviderState.ACTIVE:
            yield Entry(offering_of(item), provider["name"])


@cache
def service_store() -> DynamoServices:
    """The store of this function, set up from its environment."""
    return DynamoServices(transport(), settings().table_name)
