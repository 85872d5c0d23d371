"""The promises about rights: nobody sees or changes what the table of rights denies, and each change names its caller.

Where a provider's subject changes during a call, its right may be judged by either subject: the search decides whether
one order explains all answers together.
"""

from collections.abc import Iterator

from tests.proofs.histories.checker_history import History, Violation
from tests.proofs.histories.checker_sightings import subjects_in_force
from tests.proofs.histories.history import (
    Answered,
    Book,
    Cancel,
    ChangeProvider,
    ChangeSchedule,
    Correct,
    CreateProvider,
    Deactivate,
    EraseCustomer,
    ExportCustomer,
    IsProvider,
    Keep,
    ListAppointments,
    Reactivate,
    ReadAppointment,
    ReadBoard,
    ReadProvider,
    Recorded,
    Refused,
    RemoveTimeOff,
    Reschedule,
    RetireService,
    SetAttendance,
    SetOverride,
    SetService,
    SetTimeOff,
    Unknown,
)
from tests.proofs.histories.rights import DENIALS, Decision, code_of, decide, decide_for, fields_seen

ON_APPOINTMENT = ReadAppointment | Reschedule | Keep | Cancel | SetAttendance | Correct


def rights(history: History) -> Iterator[Violation]:
    """A call is answered, refused or told that there is nothing as the table of rights says."""
    for call in history.calls:
        possible = _decisions(history, call)
        match call.outcome:
            case Unknown():
                continue
            case Refused(code) if code in DENIALS:
                assert not isinstance(call.operation, IsProvider)
                if code in {code_of(decision, call.operation) for decision in possible}:
                    continue
                if code == "appointment-not-found" and _may_be_missing(history, call):
                    continue
                yield Violation("wrongly-denied", f"{call}, but its caller has to get: {_listed(possible)}")
            case _ if Decision.ALLOW not in possible:
                kind = "done-without-right" if isinstance(call.outcome, Answered) else "told-without-right"
                yield Violation(kind, f"{call}, but its caller has to get: {_listed(possible)}")


def _decisions(history: History, call: Recorded) -> set[Decision]:
    """All that the table may say, by the subjects that the provider may have had during the call."""
    operation, customer = call.operation, None
    assert not isinstance(operation, IsProvider)
    if isinstance(operation, Book | ExportCustomer | EraseCustomer):
        customer = operation.customer
    elif isinstance(operation, ON_APPOINTMENT):
        customer = history.customers.get(history.labels.get(operation.id, ""))
    if isinstance(operation, ReadBoard):
        return _decisions_on_all(history, call)
    if isinstance(operation, ListAppointments) and operation.customer is not None:
        return {decide(call.caller, operation, subject=None, customer=operation.customer)}
    numbers = frozenset({call.provider})
    if isinstance(operation, ON_APPOINTMENT):
        numbers = history.whole.homes.get(history.labels.get(operation.id, ""), numbers)
    subjects = {subject for number in numbers for subject in _subjects(history, number, call)}
    decisions = {decide(call.caller, operation, subject=subject, customer=customer) for subject in subjects}
    if isinstance(operation, Reschedule) and operation.provider is not None and Decision.ALLOW in decisions:
        # Whoever moves it to another provider books there, too. That is looked at later than all else.
        for subject in _subjects(history, operation.provider, call):
            decisions.add(decide_for(call.caller, "book an appointment", subject, customer))
    return decisions


def _decisions_on_all(history: History, call: Recorded) -> set[Decision]:
    """Of what needs the right to all providers."""
    assert not isinstance(call.operation, IsProvider)
    each = [
        {decide(call.caller, call.operation, subject=subject, customer=None) for subject in _subjects(history, n, call)}
        for n in range(len(history.whole.finals))
    ]
    all_allow = {Decision.ALLOW} if all(Decision.ALLOW in decisions for decisions in each) else set()
    return all_allow | {decision for decisions in each for decision in decisions if decision is not Decision.ALLOW}


def _subjects(history: History, number: int, call: Recorded) -> set[str | None]:
    about = [each for each in history.whole.calls if each.provider == number]
    return subjects_in_force(about, call.start, call.end)


def _may_be_missing(history: History, call: Recorded) -> bool:
    """Whether no answer before the call showed its appointment. None is ever deleted."""
    operation = call.operation
    return isinstance(operation, ON_APPOINTMENT) and not any(
        isinstance(earlier.outcome, Answered) and earlier.outcome.id == operation.id and earlier.end < call.start
        for earlier in history.calls
    )


_SHOWS_A_PROVIDER = (CreateProvider, ReadProvider, ChangeProvider, Deactivate, Reactivate)


def shown_fields(history: History) -> Iterator[Violation]:
    """An answer that shows a provider has exactly the fields that its caller may see."""
    for call in history.calls:
        if not isinstance(call.operation, _SHOWS_A_PROVIDER):
            continue
        match call.outcome:
            case Answered(fields=frozenset() as fields):
                subjects = subjects_in_force(history.calls, call.start, call.end)
                possible = [fields_seen(call.caller, subject) for subject in subjects]
                if fields not in possible:
                    kind = "shows-too-much" if fields - frozenset().union(*possible) else "shows-too-little"
                    yield Violation(kind, f"{call} shows {sorted(fields)}")


def exported(history: History) -> Iterator[Violation]:
    """An export shows appointments of its customer alone."""
    for call in history.calls:
        match call.operation, call.outcome:
            case (
                (ExportCustomer(str() as customer) | ListAppointments(str() as customer)),
                Answered(customers=customers),
            ) if customers - {customer}:
                yield Violation("shows-too-much", f"{call} shows appointments of {sorted(customers)}")


def authors(history: History) -> Iterator[Violation]:
    """The author of a change, as stored and as told by its event, is the caller of a call that can have made it."""
    for change in history.final.changes:
        if change.told != change.by:
            yield Violation("wrong-author", f"the event tells another author: {change}")
        callers = {
            call.caller.author
            for call in history.whole.calls
            if _may_have_made(history, call, change.label, change.version)
        }
        if change.by not in callers:
            yield Violation("wrong-author", f"none of its callers made {change}")


def _may_have_made(  # noqa: PLR0911  # one for each case
    history: History, call: Recorded, label: str, version: int
) -> bool:
    if isinstance(call.outcome, Refused):
        return False
    is_on_appointment = isinstance(call.operation, Book | ON_APPOINTMENT)
    if not is_on_appointment and call.provider != history.number:
        return False
    match call.operation:
        case CreateProvider():
            return (label, version) == ("", 1)
        case Book(label=of):
            return (label, version) == (of, 1)
        case ChangeProvider() | ChangeSchedule() | Deactivate() | Reactivate() | SetOverride():
            of = ""
        case SetService(id=service) | RetireService(id=service):
            of = f"SERVICE#{service}"
        case SetTimeOff(id=entry) | RemoveTimeOff(id=entry):
            of = f"TIMEOFF#{entry}"
        case Reschedule() | Keep() | Cancel() | SetAttendance() | Correct():
            of = history.labels.get(call.operation.id, "unknown")
        case _:
            return False
    match call.outcome:
        case Answered(record=record) if not isinstance(record, tuple):
            # Without a stream only the last version is seen, and a service or time off may have touched the provider.
            made = record.version or 0
            return of == label and (made == version or (label == "" and made < version))
        case _:
            return of == label


def _listed(decisions: set[Decision]) -> str:
    return " or ".join(sorted(decisions))
