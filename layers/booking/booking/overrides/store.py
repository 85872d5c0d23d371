"""Overrides on DynamoDB: the records of single dates, written together with their provider."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import cache

from booking.calls.call import Call
from booking.dynamodb.codec import to_wire
from booking.dynamodb.transactions import Transaction, Write, put, remove
from booking.dynamodb.transport import transport
from booking.overrides.items import day_key, day_of, override_item, override_of
from booking.overrides.override import Override
from booking.overrides.ports import OverrideStore
from booking.providers.items import provider_key
from booking.providers.provider import Provider
from booking.providers.schedule import Window, day_number
from booking.providers.store import FENCE
from booking.rules.store import DynamoRules
from booking.settings import settings


class DynamoOverrides(DynamoRules):
    """Implements `booking.overrides.ports.OverrideStore` on one table, in which the providers are too."""

    def overrides_on(self, provider: Provider, days: Collection[date]) -> Mapping[date, tuple[Window, ...]]:
        if not provider.has_overrides:
            return {}
        items = self._table.items((day_key(provider.id, day_number(day)) for day in days), ConsistentRead=True)
        return {day_of(item): override_of(item) for item in items}

    def overrides_between(self, provider: Provider, first: date, last: date) -> Sequence[Override]:
        """Reads the claims of these dates too: they have keys in between, and the filter comes after the reading.

        So it costs as much as they do, and half of that because a change of the last second may be missing.
        """
        if not provider.has_overrides:
            return []
        keys = [day_key(provider.id, day_number(day)) for day in (first, last)]
        items = self._table.pages(
            "Query",
            KeyConditionExpression="PK = :pk AND SK BETWEEN :first AND :last",
            FilterExpression="attribute_exists(windows)",
            ExpressionAttributeValues=to_wire({":pk": keys[0]["PK"], ":first": keys[0]["SK"], ":last": keys[1]["SK"]}),
        )
        return [Override(day_of(item), override_of(item)) for item in items]

    def save_overrides(self, before: Provider, after: Provider, changed: Collection[Override], call: Call) -> None:
        """The records need no conditions: whatever changes them changes the provider's version too."""
        writes = [
            self.change_provider(before, after),
            *self.fences(after),
            *(self._override(after.id, override) for override in changed),
        ]
        self._table.write(Transaction(provider_key(after.id), after.change.origin.id, writes), call)

    def _override(self, provider_id: str, override: Override) -> Write:
        day = day_number(override.day)
        if override.windows is None:
            return remove(day_key(provider_id, day), FENCE)
        return put(override_item(provider_id, day, override.windows), FENCE)


@cache
def override_store() -> OverrideStore:
    """The function's store, with the settings of its environment."""
    return DynamoOverrides(transport(), settings().table_name)
