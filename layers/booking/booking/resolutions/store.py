"""Resolutions on DynamoDB. Their moves and cancellations are those of the appointments, each with its outcome."""

from collections.abc import Mapping, Sequence
from functools import cache

from booking.appointments.appointment import Appointment
from booking.appointments.store import RELEASE
from booking.calls.call import Call
from booking.calls.deciding import AlreadyExists
from booking.calls.idempotency import is_id
from booking.desk.store import DynamoDesk
from booking.dynamodb.codec import Item, to_wire
from booking.dynamodb.transactions import ENTITY, Transaction, Write, put_new, update, where
from booking.dynamodb.transport import transport
from booking.providers.items import provider_key
from booking.resolutions.items import (
    outcome_item,
    outcome_of,
    outcomes_prefix,
    resolution_item,
    resolution_key,
    resolution_of,
)
from booking.resolutions.outcome import Outcome, outcome_in
from booking.resolutions.ports import OutcomeKnown, ResolutionChanged, ResolutionStore
from booking.resolutions.resolution import Resolution
from booking.settings import settings

OUTCOME = RELEASE + 1
"""The last rank: whoever finds an outcome has nothing more to do, whatever else has changed."""


class DynamoResolutions(DynamoDesk):
    """Implements `booking.resolutions.ports.ResolutionStore` on one table, in which all else is too."""

    def resolution(self, provider_id: str, resolution_id: str) -> Resolution | None:
        item = self._table.item(resolution_key(provider_id, resolution_id)) if is_id(resolution_id) else None
        return resolution_of(item) if item else None

    def add_resolution(self, resolution: Resolution, call: Call) -> None:
        def refusal(met: Sequence[Item]) -> Exception:
            return AlreadyExists(resolution_of(met[0])) if met[0] else ResolutionChanged()

        self._save(resolution, put_new(resolution_item(resolution), ENTITY, refusal), call)

    def save_resolution(self, before: Resolution, after: Resolution, call: Call) -> None:
        self._save(after, self.change_resolution(before, after), call)

    def change_resolution(self, before: Resolution, after: Resolution) -> Write:
        items = resolution_item(before), resolution_item(after)
        return update(*items, ENTITY, lambda _: ResolutionChanged(), unchanged=("version",))

    def _save(self, after: Resolution, write: Write, call: Call) -> None:
        key = resolution_key(after.provider_id, after.id)
        self._table.write(Transaction(key, after.change.origin.id, [write]), call)

    def outcomes(self, resolution: Resolution) -> Mapping[str, Outcome]:
        items = self._table.pages(
            "Query",
            KeyConditionExpression="PK = :pk AND begins_with(SK, :outcome)",
            ExpressionAttributeValues=to_wire(
                {":pk": provider_key(resolution.provider_id)["PK"], ":outcome": outcomes_prefix(resolution.id)}
            ),
            ConsistentRead=True,
        )
        return {each.appointment_id: each for each in map(outcome_of, items)}

    def settle(self, outcome: Outcome, call: Call) -> None:
        self._table.put(outcome_item(outcome), call, **where())

    def new_outcome(self, outcome: Outcome) -> Write:
        return put_new(outcome_item(outcome), OUTCOME, lambda _: OutcomeKnown())

    def _write(self, after: Appointment, writes: Sequence[Write], call: Call) -> None:
        outcome = outcome_in(after)
        super()._write(after, [*writes, *([self.new_outcome(outcome)] if outcome else [])], call)


@cache
def resolution_store() -> ResolutionStore:
    """The store of this function, set up from its environment."""
    given = settings()
    return DynamoResolutions(transport(), given.table_name, claim_days=given.claim_days)
