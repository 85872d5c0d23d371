"""An offering as an item of the table, and back. It stands in the provider's partition."""

from booking.dynamodb.codec import Item, Key, present
from booking.dynamodb.records import record_item, record_of
from booking.providers.items import provider_key, rules_item, rules_of
from booking.services.offering import Offering, OfferingChange


def offering_key(provider_id: str, service_id: str) -> Key:
    return {**provider_key(provider_id), "SK": f"SERVICE#{service_id}"}


def offering_item(offering: Offering) -> Item:
    return present(
        {
            **offering_key(offering.provider_id, offering.id),
            "GSI1PK": "SERVICES",
            "GSI1SK": f"{offering.id}#{offering.provider_id}",
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
