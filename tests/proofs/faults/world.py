"""Processes that run use cases on one table under faults, and checks of their answers and of the stored items."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from booking.appointments.appointment import Appointment
from booking.calls.call import Call
from booking.calls.refusals import Busy, Refusal
from booking.dynamodb.retrying import Backoff
from booking.events.event import DomainEvent
from booking.observability import metrics
from booking.providers.provider import Provider
from booking.services.offering import Offering
from booking.time_off.time_off import TimeOff
from local.store import EveryStore
from tests.engine import NOW, Table, at
from tests.proofs.faults.attempts import Clock, Faulty, Killed, Strike
from tests.proofs.faults.case import Case
from tests.proofs.faults.mirror import Mirror, Record, violations
from tests.proofs.faults.scene import MAX_OPEN, Scene
from tests.proofs.faults.witnesses import Witness
from tests.proofs.function_time import function_seconds
from tests.proofs.tables import Tables


def no_fault(_: object) -> None:
    """Every attempt passes."""


@dataclass(frozen=True)
class Run:
    """One process's try: what it was answered (an entity, a refusal, or that it was killed), and what it sent."""

    outcome: Any
    operations: Sequence[str]
    seconds: float


class World:
    """A table of its own, the processes on it, and all that a witness tells of what they wrote."""

    def __init__(self, table: Table, witness: Witness) -> None:
        self.table = table
        self.records: list[Record] = []
        self.mirror = Mirror()
        self._witness = witness

    def play(self, case: Case, strikes: Sequence[Strike], scene: Scene | None = None) -> tuple[list[Run], list[str]]:
        """Send the same from one process after another, each under its faults, and at last from one without any.

        Returns the runs and what was wrong. A `scene` that is given is written already.
        """
        if scene is None:
            scene = self.new_scene()
        self.mirror.forget()
        runs = []
        for n, strike in enumerate([*strikes, no_fault]):
            runs.append(self._run(case, scene, strike, f"run-{n}"))
            records = self._witness.read()
            self.records += records
            self.mirror.apply(records)
        self._witness.forget()
        return runs, [*violations(self.mirror), *_dishonesties(case, runs, self.mirror)]

    def new_scene(self) -> Scene:
        scene = Scene()
        scene.write_to(self.table)
        return scene

    def _run(self, case: Case, scene: Scene, strike: Strike, name: str) -> Run:
        clock = Clock()
        send = Faulty(self.table.send, strike, clock)
        store = EveryStore(send, self.table.name, Backoff(sleep=clock.sleep), max_open=MAX_OPEN)
        call = Call(name, lambda: function_seconds() - clock.now, at(NOW), case.caller)
        try:
            outcome = case.act(scene, store, call)
        except (Refusal, Killed) as refusal:
            outcome = refusal
        except Exception as error:
            error.add_note(f"{case} as {name}, after {send.operations}")
            raise
        metrics().provider.metric_set.clear()  # Powertools would print every hundredth value
        return Run(outcome, send.operations, clock.now)


def new_world(tables: Tables) -> World:
    table = tables.make()
    return World(table, tables.witness(table))


def _dishonesties(case: Case, runs: Sequence[Run], mirror: Mirror) -> Iterator[str]:
    """The answers that are false, judged by the writes that the witness reports."""
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
        case Provider() | Appointment() | Offering() | TimeOff() as entity:
            yield from _false_successes(case, entity, written, mirror, is_carried_out)


type Entity = Provider | Appointment | Offering | TimeOff


def _stored(entity: Entity, mirror: Mirror) -> Entity | None:
    match entity:
        case Provider():
            return mirror.provider(entity.id)
        case Appointment():
            return mirror.appointment(entity.id)
        case Offering():
            return mirror.offering(entity.provider_id, entity.id)
        case TimeOff():
            return mirror.time_off(entity.provider_id, entity.id)


def _false_successes(
    case: Case, entity: Entity, written: Sequence[DomainEvent], mirror: Mirror, is_carried_out: bool
) -> Iterator[str]:
    if written:
        if entity != written[0].entity:
            yield f"answered {entity}, wrote {written[0].entity}"
        return
    stored = _stored(entity, mirror)
    # Others may have made it so meanwhile: to cancel what is cancelled, or to move it where it is, writes nothing.
    is_rightly_so = case.is_read or bool(case.allowed) or (is_carried_out and case.is_safe_to_repeat)
    if entity != stored or not is_rightly_so:
        yield f"answered {entity}, wrote nothing, stored {stored}"
