"""An offering as an item of the table, and back. It stands in the provider's partition; the text of a cursor."""

from typing import Any

from booking.calls.idempotency import is_id
from booking.calls.paging import Position
from booking.dynamodb.codec import Item, Key, present
from booking.dynamodb.cursors import Cursors
from booking.dynamodb.records import record_item, record_of
from booking.providers.items import provider_id_of, provider_key, rules_item, rules_of
from booking.services.catalog import Place
from booking.services.offering import Offering, OfferingChange, is_service_id

LISTED = "SERVICES"
"""The partition of the index that lists the offerings in force, by service."""

PREFIX = "SERVICE#"


def offering_key(provider_id: str, service_id: str) -> Key:
    return {**provider_key(provider_id), "SK": f"{PREFIX}{service_id}"}


def offering_item(offering: Offering) -> Item:
    """A retired one is not in the index."""
    place = Place(offering.id, offering.provider_id)
    listed = _listing(place) if offering.is_active else {}
    return present(
        {
            **offering_key(offering.provider_id, offering.id),
            **listed,
            "id": offering.id,
            "providerId": offering.provider_id,
            "name": offering.name,
            "description": offering.description,
            "duration": offering.duration,
            **rules_item(offering.rules),
            "active": offering.is_active,
            **record_item(offering.record),
        }
    )


def offering_of(item: Item) -> Offering:
    return Offering(
        id=item["id"],
        provider_id=item["providerId"],
        name=item["name"],
        description=item.get("description"),
        duration=item["duration"],
        rules=rules_of(item),
        is_active=item["active"],
        record=record_of(item, OfferingChange),
    )


def index_key(place: Place) -> Key:
    """Where a list goes on behind this place."""
    return {**offering_key(place.provider_id, place.service_id), **_listing(place)}


def place_in(item: Item) -> Place:
    """Of an item's keys."""
    return Place(item["SK"].removeprefix(PREFIX), provider_id_of(item["PK"]))


def cursor_text(place: Place, service_id: str | None) -> str:
    """A place as clients get it and send it back. `service_id`: the one that is listed, None for all."""
    return _cursors(service_id).text(Position(_text(place), place.provider_id))


def place_of(cursor: str, service_id: str | None) -> Place:
    """The inverse of `cursor_text`. Raises ValueError for any other text."""
    listed, provider_id = _cursors(service_id).position(cursor)
    place = Place(listed.partition("#")[0], provider_id)
    is_place = is_service_id(place.service_id) and is_id(provider_id) and _text(place) == listed
    if not is_place or service_id not in (None, place.service_id):
        raise ValueError("no place of the list")  # its check needs no secret, and DynamoDB refuses such a start
    return place


def _cursors(service_id: str | None) -> Cursors:
    return Cursors("services", {"serviceId": service_id})


def _listing(place: Place) -> dict[str, Any]:
    return {"GSI1PK": LISTED, "GSI1SK": _text(place)}


def _text(place: Place) -> str:
    return f"{place.service_id}#{place.provider_id}"
