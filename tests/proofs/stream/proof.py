"""publish_events under a stream reader, with faults, kills and unreadable records, and the checks after every run."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from booking.events.event import DomainEvent
from booking.events.stream import event_in
from tests.proofs.faults.attempts import Clock
from tests.proofs.faults.mirror import Record
from tests.proofs.faults.plans import RandomPlan
from tests.proofs.stream.kinds import BUS_FAULTS
from tests.proofs.stream.reader import EventSourceMapping, ShardReader, mapping_of_the_template, position_of
from tests.proofs.stream.records import POISONS, SECONDS_BETWEEN, entity_positions, poisoned, shards
from tests.proofs.stream.services import Function, Services
from tests.proofs.stream.wire import Strike

MAX_POLLS = 20_000


@dataclass
class Publication:
    """A stream that was read to its end. `poison`: positions of the records that can never become events."""

    records: Sequence[Record]
    poison: frozenset[str]
    services: Services
    readers: Sequence[ShardReader]
    function: Function
    given_up: list[Record] = field(default_factory=list)

    @property
    def invocations(self) -> int:
        return sum(reader.invocations for reader in self.readers)


def publish(
    records: Sequence[Record],
    strike: Strike,
    *,
    poison: frozenset[str] = frozenset(),
    services: Services | None = None,
    mapping: EventSourceMapping | None = None,
    shard_count: int = 2,
    restarts: Sequence[int] = (),
    clock: Clock | None = None,
    max_wait: float = 60.0,
) -> Publication:
    """Read the stream to its end, one poll of each shard in turn. `restarts`: polls before which a poller begins anew.

    Raises AssertionError when the stream does not come to its end.
    """
    clock, services = clock or Clock(), services or Services()
    clock.sleep(len(records) * SECONDS_BETWEEN)
    function = Function(services, strike, clock)
    mapping = mapping or mapping_of_the_template()
    readers = [ShardReader(shard, mapping, function, clock, max_wait) for shard in shards(records, shard_count)]
    polls = 0
    while waiting := [reader for reader in readers if not reader.is_done]:
        for reader in waiting:
            polls += 1
            assert polls < MAX_POLLS, "the stream stands still"
            if polls in restarts:
                reader.restart()
            reader.poll()
    given_up = [record for reader in readers for record in reader.given_up]
    return Publication(records, poison, services, readers, function, given_up)


def publish_at_random(records: Sequence[Record], seed: int) -> tuple[Publication, Counter[str]]:
    """Faults, kills, poison, batch sizes, shards and new pollers drawn by the seed, and what struck."""
    rng = random.Random(seed)
    spoilt, poison = list(records), set()
    for at in rng.sample([*entity_positions(records)], rng.randint(0, 3)):
        spoilt[at] = poisoned(records[at], rng.choice([*POISONS]))
        poison.add(position_of(spoilt[at]))
    struck: Counter[str] = Counter()
    run = publish(
        spoilt,
        RandomPlan(rng.choice((0.05, 0.2, 0.5)), rng, BUS_FAULTS, struck),
        poison=frozenset(poison),
        mapping=replace(mapping_of_the_template(), batch_size=rng.choice((3, 10, 100))),
        shard_count=rng.randint(1, 3),
        restarts=rng.sample(range(2, 12), 2),
    )
    return run, struck


def violations(run: Publication) -> Iterator[str]:
    """Lost events, lost or spoilt dead letters, events that change between deliveries or are out of order."""
    kept = {position_of(record): record for record in run.given_up}
    buried = {position_of(message): message for message in run.services.messages}
    details: dict[str, dict[str, Any]] = {}
    for detail in run.services.details:
        if details.setdefault(detail["eventId"], detail) != detail:
            yield f"{detail['eventId']} was delivered as two different events"
    for record in run.records:
        position = position_of(record)
        is_set_aside = record in (kept.get(position), buried.get(position))
        event = None if position in run.poison else event_in(record)
        if position in run.poison and not is_set_aside:
            yield f"poison at {position} is neither whole in the queue nor in the destination"
        elif (
            event and event.change.origin.id not in details and record not in (kept.get(position), buried.get(position))
        ):
            yield f"lost: {event.change.type} {event.sequence} of {event.entity.id}"
    yield from _disorder(run)
    known = {event.change.origin.id for event in _events(run)}
    yield from (f"nobody wrote {event_id}" for event_id in details if event_id not in known)


def needlessly_buried(run: Publication) -> list[str]:
    """Dead letters of records that could have become events."""
    return [p for p in map(position_of, run.services.messages) if p not in run.poison]


def _disorder(run: Publication) -> Iterator[str]:
    first: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for detail in run.services.details:
        told = first[_entity_of(detail)]
        if detail["sequence"] not in told:
            told.append(detail["sequence"])
    yield from (f"{entity} was told of in the order {told}" for entity, told in first.items() if told != sorted(told))


def _entity_of(detail: Mapping[str, Any]) -> tuple[str, ...]:
    """Ids of services and of time off are those of one provider."""
    data = detail["data"]
    if detail["eventType"].startswith("Service"):
        return data["providerId"], data["serviceId"]
    if detail["eventType"].startswith("TimeOff"):
        return data["providerId"], data["id"]
    return (data["customerId"],) if detail["eventType"] == "CustomerErased" else (data["id"],)


def _events(run: Publication) -> Iterator[DomainEvent]:
    for record in run.records:
        if position_of(record) not in run.poison:
            event = event_in(record)
            if event:
                yield event
