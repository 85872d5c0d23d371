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

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tests.proofs.histories.callers import Party
from tests.proofs.histories.history import (
    Answered,
    AppointmentRecord,
    EraseCustomer,
    ExplainStart,
    ExportCustomer,
    FinalState,
    Keep,
    ListAppointments,
    Outcome,
    OverrideRecord,
    ProviderRecord,
    ReadAppointment,
    ReadAvailability,
    ReadBoard,
    ReadDay,
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
from tests.proofs.histories.model import Model, State, World

_MOST_LOOKS = 1_000
_FIRST_LOOK = 1_000_000
"""By numbers that no call has."""
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
    state: World
    done: frozenset[int]

    @property
    def key(self) -> tuple[object, ...]:
        return self.edge, self.state.key, self.done


@dataclass
class _Search:
    model: Model
    calls: Sequence[Recorded]
    finals: Sequence[FinalState]
    seen: set[tuple[object, ...]] = field(default_factory=set)

    def __post_init__(self) -> None:
        edges = [(call.start, 0, _Edge(call, is_end=False)) for call in self.calls]
        edges += [(c.end, 1, _Edge(c, is_end=True)) for c in self.calls if not isinstance(c.outcome, Unknown)]
        self.edges = [edge for *_, edge in sorted(edges, key=lambda entry: entry[:2])]
        self.under_way = _under_way(self.edges)
        self.footprints = footprints(self.calls, self.model.labels)
        self.authors = {
            (_named(change.label, number), change.version): change.by
            for number, final in enumerate(self.finals)
            for change in final.changes
        }

    def run(self, start: World) -> Found:
        paths = [_Path(0, start, frozenset())]
        furthest, ends = -1, list[_Path]()
        while paths:
            path = self._advance(paths.pop())
            if path.edge == len(self.edges) and is_final(path.state, self.finals, self.model.labels):
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

    def _absorbed(self, edge: int, state: World, done: frozenset[int]) -> frozenset[int]:
        waiting = (call for call in self.under_way[edge] if call.number not in done)
        return done | {call.number for call in waiting if self._changes_nothing(state, call)}

    def _changes_nothing(self, state: World, call: Recorded) -> bool:
        """Whether the call's answer is explained here without a change. Without an answer nothing needs explaining.

        The answer about an override does not say whether it changed anything. So that call is tried in both ways.
        """
        if isinstance(call.outcome, Unknown) or isinstance(call.operation, SetOverride):
            return False
        after, outcome = self._step(state, call)
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
            after, outcome = self._step(path.state, call)
            is_explained = isinstance(call.outcome, Unknown) or explains(outcome, call.outcome)
            is_explained = is_explained and _is_version_of(call, path.state, after) and self._is_author(call, outcome)
            if is_explained and (after is not path.state or isinstance(call.operation, SetOverride)):
                branch = _Path(path.edge, after, self._absorbed(path.edge, after, path.done | {call.number}))
                branches += [] if self._is_hopeless(branch) else [branch]
        return branches

    def _step(self, state: World, call: Recorded) -> tuple[World, Outcome]:
        return self.model.step(state, call.operation, call.caller, call.provider)

    def _is_author(self, call: Recorded, made: Outcome) -> bool:
        """Whether the caller is the author of the version that this would make, as far as that is known."""
        match made:
            case Answered(record=AppointmentRecord() | ServiceRecord() | TimeOffRecord() as record):
                author = self.authors.get((_named(record.label, call.provider), record.version))
            case Answered(record=ProviderRecord(version=int() as version)):
                author = self.authors.get((_named("", call.provider), version))
            case _:
                return True
        return author in (None, call.caller.author)

    def _is_hopeless(self, path: _Path) -> bool:
        """Whether a call under way was answered with a version that has been, and that it cannot have made or seen."""
        waiting = (call for call in self.under_way[path.edge] if call.number not in path.done)
        for call in waiting:
            state = path.state.states[call.provider]
            match call.outcome:
                case Answered(record=AppointmentRecord(label=label, version=version)):
                    current: _Versioned | None = path.state.record(label)
                case Answered(record=ServiceRecord(id=service, version=version)):
                    current = state.services.get(service)
                case Answered(record=TimeOffRecord(id=entry, version=version)):
                    current = state.time_off.get(entry)
                case Answered(record=ProviderRecord(version=int() as version)):
                    current = state.provider
                case _:
                    continue
            if current is not None and current.version is not None and current.version >= version:
                return True
        return False

    def _stuck(self, edge: int, ends: Sequence[_Path]) -> Found:
        if edge == len(self.edges):
            different = (_differences(path.state, self.finals, self.model.labels) for path in ends)
            differences = sorted({line for lines in different for line in lines})
            return Found(len(self.seen), "the final table", differences[:8], self.under_way[edge])
        due = self.edges[edge].call
        waiting = [path for path in ends if due.number not in path.done]
        answers = sorted({str(self._step(path.state, due)[1]) for path in waiting})
        return Found(len(self.seen), str(due), answers, self.under_way[edge])


def _named(label: str, provider: int) -> tuple[str, int | None]:
    """An appointment has its label alone, wherever it stands."""
    return label, provider if not label or label.startswith(("SERVICE#", "TIMEOFF#")) else None


def _is_version_of(call: Recorded, before: World, after: World) -> bool:
    """Whether an answer about an override that was changed has the version that the change made."""
    match call.outcome:
        case Answered(record=OverrideRecord(version=version)) if after is not before:
            provider = after.states[call.provider].provider
            return provider is not None and version == provider.version
        case _:
            return True


_OF_MANY_INSTANTS = (
    *(ReadAvailability, ExplainStart, ExportCustomer, EraseCustomer, ReadDay, ReadBoard, ListAppointments),
)


def search(calls: Sequence[Recorded], finals: Sequence[FinalState], model: Model) -> Found:
    """Decide the history of all providers together with the table at its end. Raises Undecided."""
    single = [call for call in calls if not isinstance(call.operation, _OF_MANY_INSTANTS)]
    single += [look for call in calls for look in _looks(call)]
    matter = [call for call in single if not (_is_read(call) and isinstance(call.outcome, Unknown))]
    apart = with_rights_apart([*map(_told, matter)], model.labels)
    return _Search(model, apart, finals).run(World((State(),) * len(finals)))


def _looks(call: Recorded) -> Iterator[Recorded]:
    """Each appointment on a board, as a read of its own, of one who may read all."""
    days = call.outcome.days if isinstance(call.outcome, Answered) else ()
    shown = [each for day in days for each in day.appointments]
    for place, (appointment_id, record) in enumerate(shown):
        yield replace(
            call,
            number=_FIRST_LOOK + call.number * _MOST_LOOKS + place,
            operation=ReadAppointment(appointment_id),
            caller=replace(call.caller, party=Party.ADMIN),
            outcome=Answered(record, id=appointment_id),
        )


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


def is_final(world: World, finals: Sequence[FinalState], labels: Mapping[str, str]) -> bool:
    """`labels`: of the appointments' ids."""
    return not _differences(world, finals, labels)


def _differences(world: World, finals: Sequence[FinalState], labels: Mapping[str, str]) -> list[str]:
    found = {record.label: record for final in finals for record in final.appointments.values()}
    made = {label: record for state in world.states for label, record in state.appointments.items()}
    different = [
        f"another internal note of {found[label]}"
        for label in {*found} & {*made}
        if found[label].internal_note != made[label].internal_note
    ]
    different += [
        f"{found.get(label)} where the calls make {made.get(label)}"
        for label in {*found, *made}
        if found.get(label) != made.get(label)
    ]
    for state, final in zip(world.states, finals, strict=True):
        if state.provider != final.provider:
            different.append(f"{final.provider} where the calls make {state.provider}")
        different += [f"{each} is in the table alone" for each in {*final.further} - {*state.further}]
        different += [f"{each} is made by the calls alone" for each in {*state.further} - {*final.further}]
        listed = {labels.get(appointment_id, appointment_id) for _, appointment_id in final.listed}
        counted = {label for label in state.counted if state.appointments[label].is_confirmed}
        different += [f"{label} is on one list of open appointments alone" for label in listed ^ counted]
    return different
