"""Time off on DynamoDB: an entry, the list of all that are not over, and the touched provider, in one transaction."""

from collections.abc import Iterator
from functools import cache

from booking.calls.call import Call
from booking.dynamodb.codec import to_wire
from booking.dynamodb.transactions import ENTITY, Transaction, Write, put, put_new, update
from booking.dynamodb.transport import transport
from booking.providers.items import provider_key
from booking.providers.provider import Provider
from booking.providers.store import FENCE
from booking.rules.store import DynamoRules
from booking.settings import settings
from booking.time_off.items import ENTRY, list_item, list_key, listed_of, time_off_item, time_off_key, time_off_of
from booking.time_off.ports import TimeOffChanged, TimeOffStore
from booking.time_off.time_off import Listed, TimeOff


class DynamoTimeOff(DynamoRules):
    """Implements `booking.time_off.ports.TimeOffStore` on one table, in which the providers are too."""

    def time_off(self, provider: Provider, time_off_id: str) -> TimeOff | None:
        item = self._table.item(time_off_key(provider.id, time_off_id)) if provider.has_time_off else None
        return time_off_of(item) if item else None

    def time_off_and_list(self, provider: Provider, time_off_id: str) -> tuple[TimeOff | None, Listed]:
        if not provider.has_time_off:
            return None, {}
        keys = [time_off_key(provider.id, time_off_id), list_key(provider.id)]
        found = {item["SK"]: item for item in self._table.items(keys, ConsistentRead=True)}
        entry, listed = (found.get(key["SK"]) for key in keys)
        return time_off_of(entry) if entry else None, listed_of(listed) if listed else {}

    def all_time_off(self, provider: Provider) -> Iterator[TimeOff]:
        if not provider.has_time_off:
            return iter(())
        items = self._table.pages(
            "Query",
            KeyConditionExpression="PK = :pk AND begins_with(SK, :entry)",
            ExpressionAttributeValues=to_wire({":pk": provider_key(provider.id)["PK"], ":entry": ENTRY}),
            ConsistentRead=True,
        )
        return map(time_off_of, items)

    def save_time_off(
        self, provider: Provider, before: TimeOff | None, after: TimeOff, listed: Listed, call: Call
    ) -> None:
        """The list needs no condition: whatever changes it changes the provider's version too."""
        touched = provider.with_time_off()
        writes = [
            self._entry(before, after),
            self.change_provider(provider, touched),
            *self.fences(touched),
            put(list_item(provider.id, listed), FENCE),
        ]
        key = time_off_key(after.provider_id, after.id)
        self._table.write(Transaction(key, after.change.origin.id, writes), call)

    def _entry(self, before: TimeOff | None, after: TimeOff) -> Write:
        item = time_off_item(after)
        if before is None:
            return put_new(item, ENTITY, lambda _: TimeOffChanged())
        return update(time_off_item(before), item, ENTITY, lambda _: TimeOffChanged(), unchanged=("version",))


@cache
def time_off_store() -> TimeOffStore:
    """The function's store, with the settings of its environment."""
    return DynamoTimeOff(transport(), settings().table_name)
