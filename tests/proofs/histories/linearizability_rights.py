"""A provider's right to an existing appointment, as a call of its own.

The service reads the appointment, then the provider for the right, and then it may write. So such a call is explained
by two instants, both within it: one at which the caller had the right, and one at which the rest of its answer was
true. Every other right is looked at in the same instant as the rest: what a provider books or changes of itself is
written only if the provider is still as it was read. A refusal for lack of a right is one instant too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tests.proofs.histories.callers import Party
from tests.proofs.histories.checker_sightings import FOR_EVER, homes, subjects_in_force
from tests.proofs.histories.history import (
    Answered,
    AppointmentRecord,
    Book,
    Cancel,
    Correct,
    IsProvider,
    Keep,
    ReadAppointment,
    ReadTimeOff,
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
from tests.proofs.histories.model import IS_ITS_OWN, NOT_ITS_OWN, OnAppointment
from tests.proofs.histories.rights import Decision, code_of


def with_rights_apart(calls: Sequence[Recorded], labels: Mapping[str, str]) -> list[Recorded]:
    """The calls, with two in the place of each that two instants explain. The numbers of the new ones are negative.

    `labels`: of the appointments' ids.
    """
    apart, known = [], homes(calls, labels)
    of = {appointment_id: known[label] for appointment_id, label in labels.items() if label in known}
    for call in calls:
        providers = _asked(call, of)
        right = replace(call, number=-call.number, operation=IsProvider(call.caller.subject, providers))
        if not _is_of_two_instants(call):
            apart.append(call)
        elif _is_denied_elsewhere(call):
            there = replace(right, operation=IsProvider(call.caller.subject, _elsewhere(call)), outcome=NOT_ITS_OWN)
            apart += [replace(right, outcome=IS_ITS_OWN), replace(there, number=call.number)]
        elif not isinstance(call.outcome, Unknown):
            apart += [replace(right, outcome=IS_ITS_OWN), _with_the_right(call)]
        elif any(_was_its_own(call, calls, provider) for provider in providers):
            apart.append(_with_the_right(call))
    return apart


def _asked(call: Recorded, of: Mapping[str, frozenset[int]]) -> frozenset[int]:
    """The providers of whom one has to be the caller: with a move, not the one to whom it goes."""
    match call.operation, call.outcome:
        case Reschedule(id=appointment_id), _:
            return of.get(appointment_id, frozenset({call.provider}))
        case operation, Answered(record=AppointmentRecord(provider=provider)) if isinstance(operation, OnAppointment):
            return frozenset({provider})
        case operation, _ if isinstance(operation, OnAppointment):
            return of.get(operation.id, frozenset({call.provider}))
        case _:
            return frozenset({call.provider})


def _is_denied_elsewhere(call: Recorded) -> bool:
    """Whether it was its own provider's, and not the other's. What is refused later is not looked at again."""
    return bool(_elsewhere(call)) and call.outcome == Refused(Decision.FORBID.value)


def _elsewhere(call: Recorded) -> frozenset[int]:
    is_move = isinstance(call.operation, Reschedule) and call.operation.provider is not None
    return frozenset({call.operation.provider}) if is_move else frozenset()  # type: ignore[union-attr,arg-type]


def _was_its_own(call: Recorded, calls: Sequence[Recorded], provider: int) -> bool:
    about = [each for each in calls if each.provider == provider]
    return call.caller.subject in subjects_in_force(about, call.start, FOR_EVER)


def _is_of_two_instants(call: Recorded) -> bool:
    if call.caller.party is not Party.PROVIDER:
        return False
    match call.operation, call.outcome:
        case ReadAppointment() | Reschedule() | Keep() | Cancel() | SetAttendance() | Correct(), outcome:
            return outcome != Refused(code_of(Decision.HIDE, call.operation))
        case SetService() | RetireService() | SetTimeOff() | RemoveTimeOff() | ReadTimeOff() | SetOverride(), outcome:
            return outcome != Refused(Decision.FORBID.value)
        case Book(), Answered(is_replay=True) | Refused("idempotency-key-reused"):
            return True
        case _:
            return False


def _with_the_right(call: Recorded) -> Recorded:
    """The same author, as one who needs no right of a provider, but with another one to whom it moves something."""
    operation = call.operation
    if isinstance(operation, Reschedule):
        operation = replace(operation, books_as=call.caller.subject)
    return replace(call, operation=operation, caller=replace(call.caller, party=Party.ADMIN))
