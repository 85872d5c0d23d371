"""Lambda's poller of a DynamoDB stream, by the rules that AWS documents for event source mappings.

The rules are from "Using AWS Lambda with Amazon DynamoDB" and "Configuring partial batch response with DynamoDB":

- Each shard is read in order. A failed batch blocks its shard.
- With ReportBatchItemFailures the lowest reported position is the new checkpoint. A malformed answer fails the whole
  batch.
- With BisectBatchOnFunctionError a failed batch is split in two.
- Retries continue until a record is older than the mapping's maximum age. Then the whole record goes to the on-failure
  destination.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from local.paths import TEMPLATE
from local.translation import read_template
from tests.proofs.faults.attempts import Clock

type Record = dict[str, Any]
type Invoke = Callable[[Mapping[str, Any]], Any]
"""The function; raises BatchFailed."""


@dataclass(frozen=True)
class EventSourceMapping:
    """`filters`: the sort keys that are let through, and `prefixes`: how others begin; ages are in seconds."""

    batch_size: int
    max_age: float
    bisects: bool
    reports_failures: bool
    filters: frozenset[str]
    prefixes: tuple[str, ...] = ()

    def lets_through(self, record: Record) -> bool:
        sort_key: str = record["dynamodb"]["Keys"]["SK"]["S"]
        return sort_key in self.filters or sort_key.startswith(self.prefixes)


@cache
def mapping_of_the_template() -> EventSourceMapping:
    function = read_template(TEMPLATE)["Resources"]["PublishEventsFunction"]["Properties"]
    said = function["Events"]["TableStream"]["Properties"]
    assert said["MaximumRetryAttempts"] == -1, "this reader retries without limit"
    (pattern,) = (json.loads(entry["Pattern"]) for entry in said["FilterCriteria"]["Filters"])
    sort_keys = pattern["dynamodb"]["Keys"]["SK"]["S"]
    return EventSourceMapping(
        batch_size=said["BatchSize"],
        max_age=said["MaximumRecordAgeInSeconds"],
        bisects=said["BisectBatchOnFunctionError"],
        reports_failures="ReportBatchItemFailures" in said["FunctionResponseTypes"],
        filters=frozenset(key for key in sort_keys if isinstance(key, str)),
        prefixes=tuple(key["prefix"] for key in sort_keys if isinstance(key, dict)),
    )


def position_of(record: Record) -> str:
    position: str = record["dynamodb"]["SequenceNumber"]
    return position


class BatchFailed(Exception):
    """The function ended without an answer, or with one that Lambda cannot read."""


@dataclass
class ShardReader:
    """One shard from its first record to its last. `given_up`: what the on-failure destination got."""

    records: Sequence[Record]
    mapping: EventSourceMapping
    invoke: Invoke
    clock: Clock
    max_wait: float = 60.0
    given_up: list[Record] = field(default_factory=list)
    invocations: int = 0
    _next: int = 0
    _batches: list[list[Record]] = field(default_factory=list)
    _batch_began: int = 0
    _failures: int = 0

    @property
    def is_done(self) -> bool:
        return not self._batches and self._next == len(self.records)

    def poll(self) -> None:
        """Invoke the function once, with the first batch that waits; wait after a failure."""
        if not self._batches:
            self._take_a_batch()
        batch = self._without_the_expired(self._batches.pop(0))
        if not batch:
            return
        self.invocations += 1
        try:
            remaining = self._remaining(batch, self._invoke(batch))
        except BatchFailed:
            half = len(batch) // 2 if self.mapping.bisects and len(batch) > 1 else len(batch)
            self._batches[:0] = [part for part in (batch[:half], batch[half:]) if part]
        else:
            if not remaining:
                self._failures = 0
                return
            self._batches.insert(0, remaining)
        self._failures += 1
        self.clock.sleep(min(self.max_wait, 2.0**self._failures))

    def restart(self) -> None:
        """The poller itself ends and begins anew: it has kept the checkpoint before the batch it was at."""
        self._next, self._batches = self._batch_began, []

    def _take_a_batch(self) -> None:
        self._batch_began = self._next
        batch = self.records[self._next : self._next + self.mapping.batch_size]
        self._next += len(batch)
        self._batches.append([record for record in batch if self.mapping.lets_through(record)])

    def _without_the_expired(self, batch: list[Record]) -> list[Record]:
        def is_expired(record: Record) -> bool:
            age: float = self.clock.now - record["dynamodb"]["ApproximateCreationDateTime"]
            return age > self.mapping.max_age

        self.given_up += [record for record in batch if is_expired(record)]
        return [record for record in batch if not is_expired(record)]

    def _invoke(self, batch: list[Record]) -> Any:
        # As JSON, as it comes to a function: nothing of ours can be changed by it.
        return self.invoke(json.loads(json.dumps({"Records": batch})))

    def _remaining(self, batch: list[Record], answer: Any) -> list[Record]:
        if not self.mapping.reports_failures or not answer or not answer.get("batchItemFailures"):
            return []
        known = {position_of(record) for record in batch}
        reported = {failure.get("itemIdentifier") for failure in answer["batchItemFailures"]}
        if not reported <= known:
            raise BatchFailed
        lowest = min(reported, key=int)
        return [record for record in batch if int(position_of(record)) >= int(lowest)]
