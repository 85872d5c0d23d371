"""The rules and the claims of a provider on DynamoDB."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import cache, cached_property
from itertools import islice
from typing import Any

from booking.dynamodb.codec import Item, Key, to_wire
from booking.dynamodb.transport import transport
from booking.overrides.items import day_key, override_of
from booking.providers.items import provider_key
from booking.providers.provider import Provider
from booking.providers.store import MOST_REMEMBERED, DynamoProviders
from booking.rules.claims import Claims
from booking.rules.dates import Reading
from booking.rules.items import appointment_id_of, claims_of, is_claim, owner, read_range, slot_of
from booking.rules.reasons import Reason
from booking.rules.rulebook import Rulebook
from booking.services.items import PREFIX, offering_key, offering_of
from booking.services.offering import is_service_id
from booking.services.refusals import ServiceNotFound
from booking.settings import settings
from booking.time.grid import interval_of
from booking.time_off.items import list_key, listed_of

MOST_PAGES = 8
"""Of a Query for all that stands: each has up to 1 MB, which is some 10,000 claims."""


MOST_PARTS = 200
"""Of a provider, that are remembered."""


class DynamoRules(DynamoProviders):
    """Implements `booking.rules.ports.RuleStore` on one table, in which the providers are too."""

    @cached_property
    def _parts(self) -> dict[tuple[str, int], dict[str, Item | None]]:
        """What was read, by provider and version."""
        return {}

    def rulebook(self, provider: Provider, service_id: str | None, days: range) -> Rulebook:
        if service_id is not None and not is_service_id(service_id):
            raise ServiceNotFound(provider.id, service_id)
        found = self.rulebooks(provider, [service_id], days).get(service_id)
        if found is None:
            raise ServiceNotFound(provider.id, service_id or "")
        return found

    def rulebooks(
        self, provider: Provider, service_ids: Collection[str | None], days: Collection[int]
    ) -> Mapping[str | None, Rulebook]:
        keys = self._keys(provider, service_ids, days)
        parts = self._parts_of(provider, keys) if keys else {}
        time_off = parts[list_key(provider.id)["SK"]] if provider.has_time_off else None
        listed = [*listed_of(time_off).values()] if time_off else ()
        overrides = {}
        if provider.has_overrides:
            own = {day: parts[day_key(provider.id, day)["SK"]] for day in days}
            overrides = {day: override_of(item) for day, item in own.items() if item}
        books: dict[str | None, Rulebook] = {}
        for service_id in service_ids:
            offering = None if service_id is None else parts[offering_key(provider.id, service_id)["SK"]]
            if service_id is None or offering is not None:
                of_service = None if offering is None else offering_of(offering)
                books[service_id] = Rulebook(provider, of_service, listed, overrides)
        return books

    def _keys(self, provider: Provider, service_ids: Collection[str | None], days: Collection[int]) -> list[Key]:
        """Of the parts that there may be."""
        return [
            *(offering_key(provider.id, service_id) for service_id in service_ids if service_id is not None),
            *([list_key(provider.id)] if provider.has_time_off else []),
            *([day_key(provider.id, day) for day in days] if provider.has_overrides else []),
        ]

    def _parts_of(self, provider: Provider, keys: Iterable[Key]) -> Mapping[str, Item | None]:
        """Items by sort key. A part is remembered with the provider's version.

        Whoever finds the provider at that version again finds the part unchanged, because a change of any rule raises
        the version. For that, a part has to be read after the provider.
        """
        known = self._parts.get((provider.id, provider.version), {})
        missing = [key for key in keys if key["SK"] not in known]
        if missing:
            found = {item["SK"]: item for item in self._table.items(missing, ConsistentRead=True)}
            read = {key["SK"]: found.get(key["SK"]) for key in missing}
            if len(self._parts) >= MOST_REMEMBERED:
                self._parts.clear()
            # A service that does not exist is not remembered: whoever asks for any could fill the memory.
            kept = {name: item for name, item in read.items() if item or not name.startswith(PREFIX)}
            room = known if len(known) + len(kept) <= MOST_PARTS else {}
            self._parts[provider.id, provider.version] = {**room, **kept}
            return {**known, **read}
        return known

    def claims(self, provider: Provider, reading: Reading) -> Claims:
        return self._claims(provider, reading, is_consistent=True)

    def claims_a_moment_ago(self, provider: Provider, reading: Reading) -> Claims:
        return self._claims(provider, reading, is_consistent=False)

    def standing(self, provider: Provider, reading: Reading) -> tuple[Claims, datetime | None]:
        every_page = self._table.each_page("Query", **self._request(provider, reading, is_consistent=True))
        pages = [*islice(every_page, MOST_PAGES)]
        found = [item for items, _ in pages for item in items]
        claims = claims_of(found, provider.slot_minutes, is_counted=True)
        _, has_more = pages[-1]
        if not has_more:
            return claims, None
        return claims, next(slot_of(item["SK"]) for item in reversed(found) if is_claim(item["SK"]))

    def accepted(self, appointment_ids: Collection[str]) -> Mapping[str, Collection[Reason]]:
        keys = [{"PK": owner(appointment_id), "SK": "APPOINTMENT"} for appointment_id in appointment_ids]
        names = {"#pk": "PK", "#override": "override", "#kept": "kept"}
        items = self._table.items(
            keys, ConsistentRead=True, ProjectionExpression=", ".join(names), ExpressionAttributeNames=names
        )
        return {
            appointment_id_of(item["PK"]): [*map(Reason, (*item.get("override", ()), *item.get("kept", ())))]
            for item in items
        }

    def _claims(self, provider: Provider, reading: Reading, *, is_consistent: bool) -> Claims:
        items = self._table.pages("Query", **self._request(provider, reading, is_consistent=is_consistent))
        return claims_of(items, provider.slot_minutes, is_counted=reading.is_counted)

    def _request(self, provider: Provider, reading: Reading, *, is_consistent: bool) -> dict[str, Any]:
        first, last = read_range(interval_of(reading.slots, provider.slot_minutes), reading.first_day)
        return {
            "KeyConditionExpression": "PK = :pk AND SK BETWEEN :first AND :last",
            "ProjectionExpression": "SK, #owner, #of, #windows",
            "ExpressionAttributeNames": {"#owner": "owner", "#of": "of", "#windows": "windows"},
            "ExpressionAttributeValues": to_wire(
                {":pk": provider_key(provider.id)["PK"], ":first": first, ":last": last}
            ),
            "ConsistentRead": is_consistent,
        }


@cache
def rule_store() -> DynamoRules:
    """The store of a function that changes the rules, set up from its environment."""
    return DynamoRules(transport(), settings().table_name)
