"""Decides from the providers' histories and the final table whether every promise was kept.

Each rule is checked separately, so that a violation has a name. The search for an order of all calls comes last and
finds all other violations.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from time import monotonic

from tests.proofs.histories.checker_history import History, Violation, Whole
from tests.proofs.histories.checker_rules import RULES
from tests.proofs.histories.history import (
    Answered,
    AppointmentRecord,
    Book,
    Cancel,
    FinalState,
    Recorded,
    Refused,
    Reschedule,
    SetAttendance,
    Unknown,
    most_at_once,
)
from tests.proofs.histories.linearizability import Undecided, search
from tests.proofs.histories.model import MAX_OPEN, Model


@dataclass(frozen=True)
class Verdict:
    """What one history came to. `outcomes` counts refusals by code, `ok`, `replayed` and `unknown`.

    `reasons` counts those against starts that were refused, `done` what was answered with success, by its kind.
    """

    violations: Sequence[Violation]
    outcomes: Counter[str]
    calls: int
    most_at_once: int
    configurations: int
    search_seconds: float
    reasons: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)


def check(calls: Sequence[Recorded], final: FinalState, max_open: int = MAX_OPEN) -> Verdict:
    """The history of a single provider."""
    return check_all([(calls, final)], max_open)


def check_all(
    histories: Sequence[tuple[Sequence[Recorded], FinalState]], max_open: int = MAX_OPEN, now: int | None = None
) -> Verdict:
    """Check the histories of several providers, between whom appointments move.

    A search that is given up counts as a violation: nothing is proven. `max_open`: how many open appointments a
    customer may have with a provider. `now`: the minute at which all calls were made; None for the time that it is.
    """
    whole = Whole(histories, now or 0)
    parts = [History(whole, number, max_open) for number in range(len(histories))]
    violations = [violation for part in parts for rule in RULES for violation in rule(part)]
    began = monotonic()
    configurations = 0
    try:
        found = search(_settled(whole), whole.finals, Model(whole.labels, max_open, now))
    except Undecided as given_up:
        violations.append(Violation("undecided", str(given_up)))
    else:
        configurations = found.configurations
        if found.stuck_at is not None:
            under_way = "".join(f"\n    under way: {call}" for call in found.under_way)
            detail = f"nothing explains {found.stuck_at}; possible were {list(found.expected)}{under_way}"
            violations.append(Violation("not-linearizable", detail))
    return Verdict(
        violations,
        Counter(_outcome_name(call) for call in whole.calls),
        len(whole.calls),
        most_at_once(whole.calls),
        configurations,
        monotonic() - began,
        Counter(reason for call in whole.calls for reason in getattr(call.outcome, "reasons", None) or ()),
        Counter(kind for call in whole.calls for kind in _done(whole, call)),
    )


def _done(history: Whole, call: Recorded) -> Iterator[str]:
    if not isinstance(call.outcome, Answered):
        return
    yield type(call.operation).__name__
    match call.operation, call.outcome.record:
        case Reschedule(provider=int() as provider), AppointmentRecord(label=label):
            # Some were there already.
            if history.homes[label] != {provider}:
                yield "to another provider"
        case SetAttendance(releases=True), AppointmentRecord(released_from=int()):
            yield "with a rest that is released"


def _outcome_name(call: Recorded) -> str:
    match call.outcome:
        case Refused(code):
            return code
        case Unknown():
            return "unknown"
        case Answered(is_replay=True):
            return "replayed"
        case _:
            return "ok"


def _settled(history: Whole) -> list[Recorded]:
    """Without the calls of unknown outcome that left no trace where they would have: they never took effect."""

    def left_no_trace(call: Recorded) -> bool:
        match call.operation:
            case Book(label):
                return label not in history.found
            case Cancel(reason=str() as reason):
                return all(record.reason != reason for record in history.found.values())
            case _:
                return False

    return [call for call in history.calls if not (isinstance(call.outcome, Unknown) and left_no_trace(call))]
