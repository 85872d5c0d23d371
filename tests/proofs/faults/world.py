"""Processes that run use cases on one table under faults, and the judge of what they answered and left behind."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import boto3

from booking.appointments.appointment import Appointment
from booking.appointments.store import DynamoAppointments
from booking.aws import TABLE as CONFIG
from booking.calls.call import Call
from booking.calls.refusals import Busy, Refusal
from booking.dynamodb.retrying import Backoff
from booking.dynamodb.sending import sender
from booking.events.event import DomainEvent
from booking.observability import metrics
from booking.providers.provider import Provider
from local.emulator import REGION, ROOT_KEY
from tests.engine import NOW, Table, at
from tests.proofs.faults.cases import Case, Scene
from tests.proofs.faults.mirror import Mirror, Record, StreamTail, violations
from tests.proofs.faults.wire import Clock, Killed, Strike, Wire, botocore_waits_on
from tests.proofs.function_time import function_seconds

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def no_fault(_: object) -> None:
    """Every attempt passes."""


@dataclass(frozen=True)
class Run:
    """One process's try: what it was answered (an entity, a refusal, or that it was killed), and what it sent."""

    outcome: Any
    operations: Sequence[str]
    seconds: float


class World:
    """A table of its own, the processes on it, and all that its stream tells."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.records: list[Record] = []
        self.mirror = Mirror()

    @cached_property
    def _session(self) -> boto3.Session:
        return boto3.Session(self.table.access_key, ROOT_KEY, region_name=REGION)

    @cached_property
    def _tail(self) -> StreamTail:
        client = self._session.client("dynamodbstreams", endpoint_url=self.table.client.meta.endpoint_url)
        return StreamTail(client, self.table.name)

    def play(self, case: Case, strikes: Sequence[Strike], scene: Scene | None = None) -> tuple[list[Run], list[str]]:
        """Send the same from one process after another, each under its faults, and at last from one without any.

        Returns the runs and what was wrong. A `scene` that is given is written already.
        """
        if scene is None:
            scene = self.new_scene()
        runs = [self._run(case, scene, strike, f"run-{n}") for n, strike in enumerate([*strikes, no_fault])]
        self.mirror.forget()
        records = self._tail.read()
        self.records += records
        self.mirror.apply(records)
        return runs, [*violations(self.mirror), *_dishonesties(case, runs, self.mirror)]

    def new_scene(self) -> Scene:
        scene = Scene()
        scene.write_to(self.table.client, self.table.name)
        return scene

    def _run(self, case: Case, scene: Scene, strike: Strike, name: str) -> Run:
        clock = Clock()
        with self._process(strike, clock) as (store, wire):
            call = Call(name, lambda: function_seconds() - clock.now, at(NOW))
            try:
                outcome = case.act(scene, store, call)
            except (Refusal, Killed) as refusal:
                outcome = refusal
            except Exception as error:
                error.add_note(f"{case} as {name}, after {wire.operations}")
                raise
        metrics().provider.metric_set.clear()  # Powertools would print every hundredth value
        return Run(outcome, wire.operations, clock.now)

    @contextmanager
    def _process(self, strike: Strike, clock: Clock) -> Iterator[tuple[DynamoAppointments, Wire]]:
        client: DynamoDBClient = self._session.client(
            "dynamodb", endpoint_url=self.table.client.meta.endpoint_url, config=CONFIG
        )
        wire = Wire(client, strike, clock)
        try:
            with botocore_waits_on(clock):
                yield DynamoAppointments(sender(client), self.table.name, Backoff(sleep=clock.sleep)), wire
        finally:
            client.close()
            wire.close()


def _dishonesties(case: Case, runs: Sequence[Run], mirror: Mirror) -> Iterator[str]:
    """Answers that are not so, by the writes that the stream tells of."""
    told = [event for events in mirror.events.values() for event in events]
    written = {n: [e for e in told if e.change.origin.correlation_id == f"run-{n}"] for n in range(len(runs))}
    for n, run in enumerate(runs):
        is_carried_out = any(written[earlier] for earlier in range(n))
        yield from (f"run-{n}: {wrong}" for wrong in _wrongs(case, run, written[n], mirror, is_carried_out))
    writes = sum(map(len, written.values()))
    if writes > 1 and case.is_safe_to_repeat and not case.allowed:
        yield f"carried out {writes} times"
    if isinstance(runs[-1].outcome, Busy):
        yield "busy without a fault"
    late = [(n, run.seconds) for n, run in enumerate(runs) if run.seconds > function_seconds()]
    yield from (f"run-{n}: took {seconds:.1f} s of its {function_seconds():g}" for n, seconds in late)


def _wrongs(
    case: Case, run: Run, written: Sequence[DomainEvent], mirror: Mirror, is_carried_out: bool
) -> Iterator[str]:
    if len(written) > 1:
        yield f"wrote {len(written)} times"
    match run.outcome:
        case Busy() | Killed():
            return
        case Refusal() as refusal:
            is_due = isinstance(refusal, case.allowed) or type(refusal) is case.refusal
            is_due = is_due or (is_carried_out and type(refusal) is case.refusal_of_repeat)
            if not is_due or written:
                yield f"refused with {refusal!r}, wrote {len(written)} times"
        case _ if case.refusal:
            yield f"accepted: {run.outcome}"
        case Provider() | Appointment() as entity:
            yield from _false_successes(case, entity, written, mirror, is_carried_out)


def _false_successes(
    case: Case, entity: Provider | Appointment, written: Sequence[DomainEvent], mirror: Mirror, is_carried_out: bool
) -> Iterator[str]:
    if written:
        if entity != written[0].entity:
            yield f"answered {entity}, wrote {written[0].entity}"
        return
    stored = mirror.provider(entity.id) or mirror.appointment(entity.id)
    # Others may have made it so meanwhile: to cancel what is cancelled, or to move it where it is, writes nothing.
    is_rightly_so = case.is_read or bool(case.allowed) or (is_carried_out and case.is_safe_to_repeat)
    if entity != stored or not is_rightly_so:
        yield f"answered {entity}, wrote nothing, stored {stored}"
