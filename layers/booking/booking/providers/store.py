"""Providers on DynamoDB: the condition of each write, and the exception if it fails."""

import time
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from booking.calls.call import Call
from booking.calls.deciding import AlreadyExists
from booking.calls.idempotency import is_id
from booking.calls.paging import Page, Position
from booking.dynamodb.codec import Item
from booking.dynamodb.listing import EVERYTHING, as_they_stand, fill_page
from booking.dynamodb.retrying import Backoff
from booking.dynamodb.sending import Send
from booking.dynamodb.table import Table
from booking.dynamodb.transactions import ENTITY, Transaction, Write, put, put_new, update
from booking.dynamodb.transport import transport
from booking.providers.items import (
    ACTIVE,
    BY_NAME,
    fence_key,
    index_key,
    position_of,
    provider_item,
    provider_key,
    provider_of,
)
from booking.providers.ports import ProviderChanged, ProviderStore
from booking.providers.provider import Provider
from booking.providers.refusals import ProviderNotFound
from booking.settings import settings

FENCES = 8
"""How many fences a provider has. To change it, the fences of every provider have to be rewritten."""

REMEMBERED_SECONDS = 60.0

MOST_REMEMBERED = 1000

FENCE = 1
"""The rank of all writes and checks of fences."""


class _Remembered(NamedTuple):
    """`item`: as it was read, and never changed. `until`: by the store's clock."""

    item: Item
    provider: Provider
    until: float


class DynamoProviders:
    """Implements `booking.providers.ports.ProviderStore` on one table. `clock` returns seconds since any instant."""

    def __init__(
        self,
        send: Send,
        table_name: str,
        backoff: Backoff | None = None,
        fences: int = FENCES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._table = Table(send, table_name, backoff)
        self._fences = fences
        self._clock = clock
        self._remembered: dict[str, _Remembered] = {}

    def attempts(self, call: Call) -> Iterator[int]:
        return self._table.attempts(call)

    def provider(self, provider_id: str) -> Provider:
        item = self._table.item(provider_key(provider_id)) if is_id(provider_id) else None
        if item is None:
            raise ProviderNotFound(provider_id)
        return self.remember(item)

    def remembered_provider(self, provider_id: str) -> Provider | None:
        """The provider as last read, if that was less than a minute ago."""
        last = self._remembered.get(provider_id)
        return last.provider if last and self._clock() < last.until else None

    def remember(self, item: Item) -> Provider:
        """The provider that was read just now. If its item is as it was the last time, it is not taken apart again."""
        last = self._remembered.get(item["id"])
        provider = last.provider if last and last.item == item else provider_of(item)
        if len(self._remembered) == MOST_REMEMBERED:
            self._remembered.clear()
        self._remembered[provider.id] = _Remembered(item, provider, self._clock() + REMEMBERED_SECONDS)
        return provider

    def by_name(self, after: Position | None, size: int, call: Call, *, with_inactive: bool) -> Page[Provider]:
        wanted = EVERYTHING if with_inactive else ACTIVE
        filled = fill_page(self._table, BY_NAME, wanted, index_key(after) if after else None, size, call=call)
        # Everybody may ask for the list of active ones, as often as the gateway lets them: half the price.
        stored = as_they_stand(self._table, BY_NAME, filled.listed, is_consistent=with_inactive)
        return Page([*map(provider_of, stored)], position_of(filled.last) if filled.last else None)

    def add_provider(self, provider: Provider, call: Call) -> None:
        self._write_provider(provider, [self.new_provider(provider)], call)

    def update_provider(self, before: Provider, after: Provider, call: Call) -> None:
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
        """Update the provider if it has not changed since it was read."""
        items = provider_item(before), provider_item(after)
        return update(*items, ENTITY, lambda _: ProviderChanged(), unchanged=("version", "state"))

    def fences(self, provider: Provider) -> Iterator[Write]:
        """Put all fences. Every change of a provider does so; none is stored before the first change."""
        for number in range(self._fences):
            key = fence_key(provider.id, number)
            yield put({**key, "version": provider.version, "state": provider.state.value}, FENCE)


@cache
def provider_store() -> ProviderStore:
    """The function's store, with the settings of its environment."""
    return DynamoProviders(transport(), settings().table_name)
