"""Providers on DynamoDB: what each write requires of the item that it meets, and what a refusal means."""

from collections.abc import Iterator
from functools import cache

from booking.calls.call import Call
from booking.calls.deciding import AlreadyExists
from booking.calls.idempotency import is_id
from booking.dynamodb.retrying import Backoff
from booking.dynamodb.sending import Send
from booking.dynamodb.table import Table
from booking.dynamodb.transactions import ENTITY, Transaction, Write, put, put_new, update
from booking.dynamodb.transport import transport
from booking.providers.items import fence_key, provider_item, provider_key, provider_of
from booking.providers.ports import ProviderChanged, ProviderStore
from booking.providers.provider import Provider
from booking.providers.refusals import ProviderNotFound
from booking.settings import settings

FENCES = 8
"""Over how many items the check of a provider is spread. Another number needs every provider's fences rewritten."""

FENCE = 1
"""The rank of what is written or checked of a provider's fences."""


class DynamoProviders:
    """Implements `booking.providers.ports.ProviderStore` on one table."""

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

    def add_provider(self, provider: Provider, call: Call) -> None:
        self._write_provider(provider, [self.new_provider(provider)], call)

    def update_schedule(self, before: Provider, after: Provider, call: Call) -> None:
        self._write_provider(after, [self.change_provider(before, after), *self.fences(after)], call)

    def _write_provider(self, after: Provider, writes: list[Write], call: Call) -> None:
        self._table.write(Transaction(provider_key(after.id), after.change.origin.id, writes), call)

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
            yield put({**key, "version": provider.version, "state": provider.state.value}, FENCE)


@cache
def provider_store() -> ProviderStore:
    """Of this function: what its environment says."""
    return DynamoProviders(transport(), settings().table_name)
