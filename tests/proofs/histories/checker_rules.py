"""The promises, each as one rule about a provider's history and its final table."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence

from tests.proofs.histories.checker_access import authors, exported, rights, shown_fields
from tests.proofs.histories.checker_boards import boards
from tests.proofs.histories.checker_history import History, Violation
from tests.proofs.histories.checker_limits import affected, limits_of_rules, reasons, tickets
from tests.proofs.histories.history import (
    Answered,
    AppointmentRecord,
    Book,
    Cancel,
    ChangeProvider,
    ChangeSchedule,
    Correct,
    Keep,
    ProviderRecord,
    ReadAvailability,
    Recorded,
    Refused,
    Reschedule,
    ServiceRecord,
    SetAttendance,
    TimeOffRecord,
    Unknown,
)

EXPECTED = frozenset(
    {
        *("provider-not-found", "appointment-not-found", "slot-in-past", "slot-not-offered", "slot-taken"),
        *("version-mismatch", "appointment-cancelled", "idempotency-key-reused", "too-many-open-appointments"),
        *("forbidden", "unauthorized", "customer-not-found"),
        *("service-not-found", "time-off-not-found", "too-late-to-change", "appointment-started"),
        *("attendance-not-possible", "rest-released"),
    }
)
"""The refusals that what the clients do can earn."""


def overlaps(history: History) -> Iterator[Violation]:
    """No two confirmed appointments share an instant, nor a buffer: not at the end, and not at any time before."""
    confirmed = sorted((r for r in history.standing.values() if r.is_confirmed), key=lambda r: r.start)
    for index, one in enumerate(confirmed):
        for other in confirmed[index + 1 :]:
            if one.overlaps(other):
                yield Violation("overlap", f"both stand in the final table: {one} and {other}")
    known = history.confirmed()
    for index, life in enumerate(known):
        for other_life in known[index + 1 :]:
            if life.record.label != other_life.record.label and life.meets(other_life):
                yield Violation("overlap", f"both were confirmed at one time: {life} and {other_life}")


def limits(history: History) -> Iterator[Violation]:
    """At the end no customer has more than the limit, and lists have exactly what customers booked and kept.

    What staff may have moved to another provider may count no more. The search knows.
    """
    by_customers = {
        call.operation.label
        for call in history.whole.calls
        if isinstance(call.operation, Book) and call.caller.customer
    }
    by_staff = {
        history.labels.get(call.operation.id)
        for call in history.whole.calls
        if isinstance(call.operation, Reschedule) and call.operation.provider is not None and not call.caller.customer
        if not isinstance(call.outcome, Refused)
    }
    certain = {each for each in history.final.listed if history.labels.get(each[1]) not in by_staff}
    booked = {
        (record.customer, appointment_id)
        for appointment_id, record in history.standing.items()
        if record.is_confirmed and record.label in by_customers - by_staff
    }
    for customer, number in Counter(customer for customer, _ in booked).items():
        if number > history.max_open:
            yield Violation("too-many-open", f"{customer} has {number}")
    for customer, appointment_id in booked ^ certain:
        yield Violation("false-list", f"of {customer}, about {appointment_id}")


def lost_writes(history: History) -> Iterator[Violation]:
    """Each acknowledged write, or a later version, is in the final table."""
    for call in history.calls:
        match call.outcome:
            case Answered(record=AppointmentRecord() as acknowledged):
                found = history.found.get(acknowledged.label)
                if found is None or found.version < acknowledged.version:
                    yield Violation("lost-write", f"{call}, but the final table has {found}")
                elif found.version == acknowledged.version and found != acknowledged:
                    yield Violation("lost-write", f"{call}, but the final table has this as that version: {found}")
            case Answered(record=ProviderRecord(version=int() as version) as shown):
                provider = history.final.provider
                if provider is None or provider.version is None or provider.version < version:
                    yield Violation("lost-write", f"{call}, but the final table has {provider}")
                elif provider.version == version and provider.contradicts(shown):
                    yield Violation("lost-write", f"{call}, but the final table has this as that version: {provider}")


def refused_writes(history: History) -> Iterator[Violation]:
    """No refused write is in the final table."""
    open_labels = {
        call.operation.label
        for call in history.calls
        if isinstance(call.operation, Book) and not isinstance(call.outcome, Refused)
    }
    for call in history.calls:
        match call.operation, call.outcome:
            case Book(label), Refused() if label in history.found and label not in open_labels:
                yield Violation("refused-write-stands", f"{call}, but the final table has {history.found[label]}")
            case Cancel(reason=str() as reason), Refused():
                for record in history.found.values():
                    if record.reason == reason:
                        yield Violation("refused-write-stands", f"{call}, but the final table has {record}")


def keys(history: History) -> Iterator[Violation]:
    """One label, and so one Idempotency-Key, made one appointment."""
    made = {call.operation.label for call in history.calls if isinstance(call.operation, Book)}
    for label in made:
        if len(ids := history.whole.ids.get(label, set())) > 1:
            yield Violation("key-with-two-entities", f"{label} made {sorted(ids)}")
    if history.final.further_providers:
        yield Violation("key-with-two-entities", f"{1 + history.final.further_providers} providers were made")


def offered(history: History) -> Iterator[Violation]:
    """Every booking, and every move, was to a start against which there was no reason that was not skipped."""
    booked: set[str] = set()
    for call in history.calls:
        if isinstance(call.outcome, Answered) and isinstance(call.operation, Book | Reschedule):
            record = call.outcome.record
            assert isinstance(record, AppointmentRecord)
            booked.add(record.label)
            rules = history.whole.rules[record.provider]
            is_write = not call.outcome.is_replay and record.start == call.operation.start
            # A move to the time that it has is answered with whatever stood before.
            if not is_write or (isinstance(call.operation, Reschedule) and _stood_before(history, call, record)):
                continue
            if left := {*rules.against(record, call.start, call.end)} - {*record.skipped}:
                yield Violation("not-offered", f"{call}: during all of the call there was {sorted(left)} against it")
    for record in history.final.appointments.values():
        rules = history.whole.rules[record.provider]
        if record.label not in booked and {*rules.against(record, 0.0, float("inf"))} - {*record.skipped}:
            yield Violation("not-offered", f"{record} stands, and no schedule ever offered it")


def _stood_before(history: History, call: Recorded, record: AppointmentRecord) -> bool:
    """Whether another call may have put it there. Which one did is for the search."""

    def may_have(other: Recorded) -> bool:
        match other.operation, other.outcome:
            case _, Answered(record=shown):
                return shown == record
            case Reschedule(id=appointment_id, start=start), Unknown():
                return (history.labels.get(appointment_id), start) == (record.label, record.start)
            case _:
                return False

    return any(other is not call and other.start < call.end and may_have(other) for other in history.calls)


type _Versioned = AppointmentRecord | ProviderRecord | ServiceRecord | TimeOffRecord


def versions(history: History) -> Iterator[Violation]:
    """A call that starts after an answer never returns an earlier version. No version is made twice."""
    latest: dict[str, list[tuple[float, Recorded, int]]] = defaultdict(list)
    made: dict[tuple[str, int], list[_Versioned]] = defaultdict(list)
    for call in history.calls:
        match call.outcome:
            case Answered(
                record=(AppointmentRecord() | ProviderRecord() | ServiceRecord() | TimeOffRecord()) as record
            ) if record.version is not None:
                label = "" if isinstance(record, ProviderRecord) else record.label
                for ended, earlier, version in latest[label]:
                    if ended < call.start and version > record.version:
                        kind = "version-went-back" if _is_write(call) else "stale-read"
                        yield Violation(kind, f"{call} came after {earlier}")
                        break
                latest[label].append((call.end, call, record.version))
                others = made[label, record.version]
                if contradicted := [other for other in others if _contradict(record, other)]:
                    yield Violation("version-made-twice", f"{call}, but also {contradicted[0]}")
                if record not in others:
                    others.append(record)


def _contradict(one: _Versioned, other: _Versioned) -> bool:
    if isinstance(one, ProviderRecord) and isinstance(other, ProviderRecord):
        return one.contradicts(other)
    return one != other


def _is_write(call: Recorded) -> bool:
    return isinstance(
        call.operation,
        ChangeSchedule | ChangeProvider | Book | Reschedule | Keep | Cancel | SetAttendance | Correct,
    )


def false_mismatches(history: History) -> Iterator[Violation]:
    """A 412 is wrong if the requested version was the current one during the whole call."""
    known = history.lifetimes()
    for call in history.calls:
        match call.operation, call.outcome:
            case (Reschedule() | Cancel() | SetAttendance() | Correct()) as operation, Refused("version-mismatch"):
                label = history.labels.get(operation.id)
                for life in known:
                    is_asked_for = (life.record.label, life.record.version) == (label, operation.if_match)
                    if is_asked_for and life.known_from <= call.start and call.end <= life.known_until:
                        yield Violation("false-mismatch", f"{call}, but {life}")


def availability(history: History) -> Iterator[Violation]:
    """Nothing was against a start shown as free during the whole call, and it was not taken either."""
    rules, known = history.rules, history.confirmed()
    for call in history.calls:
        if not (isinstance(call.operation, ReadAvailability) and isinstance(call.outcome, Answered)):
            continue
        assert isinstance(call.outcome.record, tuple)
        taken = [life for life in known if life.known_from <= call.start and call.end <= life.known_until]
        # A start may stand for several lengths; it was taken if even the shortest meets an appointment.
        shortest = min(rules.durations(None, call.start, call.end), default=1)
        for start in call.outcome.record:
            shown = AppointmentRecord("", start, shortest, is_confirmed=True, version=0, provider=history.number)
            if against := {*rules.against(shown, call.start, call.end)}:
                yield Violation("not-offered", f"{call} shows {start}, where there is {sorted(against)} against it")
            for life in taken:
                if shown.overlaps(life.record):
                    yield Violation("shown-but-taken", f"{call} shows {start}, taken by {life}")


def claims(history: History) -> Iterator[Violation]:
    """At rest a confirmed appointment has a claim on each of its slots, and there is no other claim."""
    needed = {
        slot: appointment_id
        for appointment_id, record in history.standing.items()
        if record.is_confirmed
        for slot in range(record.claimed.start, record.claimed.stop, history.final.slot_minutes)
    }
    for slot in sorted({*needed, *history.final.claims}):
        if needed.get(slot) != history.final.claims.get(slot):
            owner = history.final.claims.get(slot)
            yield Violation("wrong-claim", f"slot {slot} belongs to {needed.get(slot)}, its claim names {owner}")


def unexpected(history: History) -> Iterator[Violation]:
    """No call ends in an error that the service does not define."""
    for call in history.calls:
        if isinstance(call.outcome, Refused) and call.outcome.code not in EXPECTED:
            yield Violation("unexpected-error", str(call))


RULES: Sequence[Callable[[History], Iterator[Violation]]] = (
    overlaps,
    limits,
    lost_writes,
    refused_writes,
    keys,
    offered,
    versions,
    false_mismatches,
    availability,
    claims,
    boards,
    limits_of_rules,
    tickets,
    affected,
    reasons,
    unexpected,
    rights,
    shown_fields,
    exported,
    authors,
)
