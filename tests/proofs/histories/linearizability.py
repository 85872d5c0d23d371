"""Looks for an order, one call at a time within its start and end, in which the model gives every answer.

The search is that of Wing and Gong with Lowe's two additions, as in Knossos and Porcupine. It walks through the starts
and ends of the calls in time. At the end of a call that has not taken effect yet ("just in time"), the call takes
effect, perhaps after others that are in progress. A combination of place in time, calls in effect and state is tried
only once. A call without an outcome stays in progress forever, and may be left out.

Three rules make the search short:

- A call that changes nothing takes effect in the first state that explains its answer. To wait could not help any other
  call.
- Before a due call, only calls that it depends on take effect, directly or through one another. The others can wait.
- A path ends when the versions are later than a waiting call has seen.

If no call is in progress, only the state is left of a path, so quiet points shorten the search.

A call that made a version is the call of the version's author, wherever it is known who that is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tests.proofs.histories.history import (
    Answered,
    AppointmentRecord,
    EraseCustomer,
    ExplainStart,
    ExportCustomer,
    FinalState,
    Keep,
    Outcome,
    OverrideRecord,
    ProviderRecord,
    ReadAppointment,
    ReadAvailability,
    ReadProvider,
    ReadTimeOff,
    Recorded,
    ServiceRecord,
    SetOverride,
    TimeOffRecord,
    Unknown,
    explains,
)
from tests.proofs.histories.linearizability_footprints import closure, footprints
from tests.proofs.histories.linearizability_rights import with_rights_apart
from tests.proofs.histories.model import Model, State

MOST_CONFIGURATIONS = 100_000
"""Good histories of 250 calls by 14 clients seldom take more than 1,000."""


class Undecided(RuntimeError):
    """The search was given up. Neither a pass nor a violation: shorten the history."""


@dataclass
class Found:
    """`stuck_at` is None for a linearizable history; else the call (or the final table) at which every path ended."""

    configurations: int
    stuck_at: str | None = None
    expected: Sequence[str] = ()
    under_way: Sequence[Recorded] = ()


type _Versioned = AppointmentRecord | ProviderRecord | ServiceRecord | TimeOffRecord


@dataclass(frozen=True)
class _Edge:
    call: Recorded
    is_end: bool


@dataclass(frozen=True)
class _Path:
    """Up to `edge`; `done` are the calls in effect that are under way there."""

    edge: int
    state: State
    done: frozenset[int]

    @property
    def key(self) -> tuple[object, ...]:
        return self.edge, self.state.key, self.done


@dataclass
class _Search:
    model: Model
    calls: Sequence[Recorded]
    final: FinalState
    seen: set[tuple[object, ...]] = field(default_factory=set)

    def __post_init__(self) -> None:
        edges = [(call.start, 0, _Edge(call, is_end=False)) for call in self.calls]
        edges += [(c.end, 1, _Edge(c, is_end=True)) for c in self.calls if not isinstance(c.outcome, Unknown)]
        self.edges = [edge for *_, edge in sorted(edges, key=lambda entry: entry[:2])]
        self.under_way = _under_way(self.edges)
        self.footprints = footprints(self.calls, self.model.labels)
        self.authors = {(change.label, change.version): change.by for change in self.final.changes}

    def run(self, start: State) -> Found:
        paths = [_Path(0, start, frozenset())]
        furthest, ends = -1, list[_Path]()
        while paths:
            path = self._advance(paths.pop())
            if path.edge == len(self.edges) and is_final(path.state, self.final):
                return Found(len(self.seen))
            if path.key in self.seen:
                continue
            self.seen.add(path.key)
            if len(self.seen) > MOST_CONFIGURATIONS:
                raise Undecided(f"more than {MOST_CONFIGURATIONS} configurations")
            if path.edge > furthest:
                furthest, ends = path.edge, []
            if path.edge == furthest:
                ends.append(path)
            paths += self._branches(path)
        return self._stuck(furthest, ends)

    def _advance(self, path: _Path) -> _Path:
        """As far in time as no decision is needed."""
        edge, done = path.edge, path.done
        while edge < len(self.edges):
            call = self.edges[edge].call
            if not self.edges[edge].is_end:
                edge += 1
                if self._changes_nothing(path.state, call):
                    done |= {call.number}
            elif call.number in done:
                edge += 1
                done -= {call.number}
            else:
                break
        return _Path(edge, path.state, done)

    def _absorbed(self, edge: int, state: State, done: frozenset[int]) -> frozenset[int]:
        waiting = (call for call in self.under_way[edge] if call.number not in done)
        return done | {call.number for call in waiting if self._changes_nothing(state, call)}

    def _changes_nothing(self, state: State, call: Recorded) -> bool:
        """Whether the call's answer is explained here without a change. Without an answer nothing needs explaining.

        The answer about an override does not say whether it changed anything. So that call is tried in both ways.
        """
        if isinstance(call.outcome, Unknown) or isinstance(call.operation, SetOverride):
            return False
        after, outcome = self.model.step(state, call.operation, call.caller)
        return after is state and explains(outcome, call.outcome)

    def _branches(self, path: _Path) -> list[_Path]:
        """What may take effect next; the call whose end it is comes last and so is tried first."""
        waiting = [call for call in self.under_way[path.edge] if call.number not in path.done]
        waiting.sort(key=lambda call: -_end(call))
        if path.edge < len(self.edges):
            due = self.edges[path.edge].call
            waiting.remove(due)
            waiting = [*closure(due, waiting, self.footprints), due]
        branches = []
        for call in waiting:
            after, outcome = self.model.step(path.state, call.operation, call.caller)
            is_explained = isinstance(call.outcome, Unknown) or explains(outcome, call.outcome)
            is_explained = is_explained and _is_version_of(call, path.state, after) and self._is_author(call, outcome)
            if is_explained and (after is not path.state or isinstance(call.operation, SetOverride)):
                branch = _Path(path.edge, after, self._absorbed(path.edge, after, path.done | {call.number}))
                branches += [] if self._is_hopeless(branch) else [branch]
        return branches

    def _is_author(self, call: Recorded, made: Outcome) -> bool:
        """Whether the caller is the author of the version that this would make, as far as that is known."""
        match made:
            case Answered(record=AppointmentRecord() | ServiceRecord() | TimeOffRecord() as record):
                author = self.authors.get((record.label, record.version))
            case Answered(record=ProviderRecord(version=int() as version)):
                author = self.authors.get(("", version))
            case _:
                return True
        return author in (None, call.caller.author)

    def _is_hopeless(self, path: _Path) -> bool:
        """Whether a call under way was answered with a version that has been, and that it cannot have made or seen."""
        waiting = (call.outcome for call in self.under_way[path.edge] if call.number not in path.done)
        for outcome in waiting:
            match outcome:
                case Answered(record=AppointmentRecord(label=label, version=version)):
                    current: _Versioned | None = path.state.appointments.get(label)
                case Answered(record=ServiceRecord(id=service, version=version)):
                    current = path.state.services.get(service)
                case Answered(record=TimeOffRecord(id=entry, version=version)):
                    current = path.state.time_off.get(entry)
                case Answered(record=ProviderRecord(version=int() as version)):
                    current = path.state.provider
                case _:
                    continue
            if current is not None and current.version is not None and current.version >= version:
                return True
        return False

    def _stuck(self, edge: int, ends: Sequence[_Path]) -> Found:
        if edge == len(self.edges):
            differences = sorted({line for path in ends for line in _differences(path.state, self.final)})
            return Found(len(self.seen), "the final table", differences[:8], self.under_way[edge])
        due = self.edges[edge].call
        waiting = [path for path in ends if due.number not in path.done]
        answers = sorted({str(self.model.step(path.state, due.operation, due.caller)[1]) for path in waiting})
        return Found(len(self.seen), str(due), answers, self.under_way[edge])


def _is_version_of(call: Recorded, before: State, after: State) -> bool:
    """Whether an answer about an override that was changed has the version that the change made."""
    match call.outcome:
        case Answered(record=OverrideRecord(version=version)) if after is not before:
            return after.provider is not None and version == after.provider.version
        case _:
            return True


_OF_MANY_INSTANTS = (ReadAvailability, ExplainStart, ExportCustomer, EraseCustomer)


def search(calls: Sequence[Recorded], final: FinalState, model: Model, start: State | None = None) -> Found:
    """Decide one provider's history together with the table at its end. Raises Undecided."""
    single = [call for call in calls if not isinstance(call.operation, _OF_MANY_INSTANTS)]
    matter = [call for call in single if not (_is_read(call) and isinstance(call.outcome, Unknown))]
    return _Search(model, with_rights_apart([*map(_told, matter)]), final).run(start or State())


def _told(call: Recorded) -> Recorded:
    """The same, in which the model is told to which version a call that keeps an appointment came."""
    match call.operation, call.outcome:
        case Keep() as operation, Answered(record=AppointmentRecord(version=version)):
            return replace(call, operation=replace(operation, becomes=version))
        case _:
            return call


def _is_read(call: Recorded) -> bool:
    return isinstance(call.operation, ReadProvider | ReadAppointment | ReadTimeOff)


def _end(call: Recorded) -> float:
    return float("inf") if isinstance(call.outcome, Unknown) else call.end


def _under_way(edges: Sequence[_Edge]) -> list[list[Recorded]]:
    """Before each edge, and behind the last one: the calls that have begun and not ended."""
    now: dict[int, Recorded] = {}
    before = []
    for edge in edges:
        before.append([*now.values()])
        if edge.is_end:
            del now[edge.call.number]
        else:
            now[edge.call.number] = edge.call
    return [*before, [*now.values()]]


def is_final(state: State, final: FinalState) -> bool:
    return not _differences(state, final)


def _differences(state: State, final: FinalState) -> list[str]:
    found = {record.label: record for record in final.appointments.values()}
    different = [
        f"{found.get(label)} where the calls make {state.appointments.get(label)}"
        for label in {*found, *state.appointments}
        if found.get(label) != state.appointments.get(label)
    ]
    if state.provider != final.provider:
        different.append(f"{final.provider} where the calls make {state.provider}")
    different += [f"{each} is in the table alone" for each in {*final.further} - {*state.further}]
    different += [f"{each} is made by the calls alone" for each in {*state.further} - {*final.further}]
    return different
