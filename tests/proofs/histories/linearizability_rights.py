"""A provider's right to an existing appointment, as a call of its own.

The service reads the appointment, then the provider for the right, and then it may write. So such a call is explained
by two instants, both within it: one at which the caller had the right, and one at which the rest of its answer was
true. Every other right is looked at in the same instant as the rest: what a provider books or changes of itself is
written only if the provider is still as it was read. A refusal for lack of a right is one instant too.
"""

from collections.abc import Sequence
from dataclasses import replace

from tests.proofs.histories.callers import Party
from tests.proofs.histories.checker_sightings import FOR_EVER, subjects_in_force
from tests.proofs.histories.history import (
    Answered,
    Book,
    Cancel,
    IsProvider,
    Keep,
    ReadAppointment,
    ReadTimeOff,
    Recorded,
    Refused,
    RemoveTimeOff,
    Reschedule,
    RetireService,
    SetOverride,
    SetService,
    SetTimeOff,
    Unknown,
)
from tests.proofs.histories.model import IS_ITS_OWN
from tests.proofs.histories.rights import Decision, code_of


def with_rights_apart(calls: Sequence[Recorded]) -> list[Recorded]:
    """The calls, with two in the place of each that two instants explain. The numbers of the new ones are negative."""
    apart = []
    for call in calls:
        if not _is_of_two_instants(call):
            apart.append(call)
        elif not isinstance(call.outcome, Unknown):
            right = replace(call, number=-call.number, operation=IsProvider(call.caller.subject), outcome=IS_ITS_OWN)
            apart += [right, _with_the_right(call)]
        elif call.caller.subject in subjects_in_force(calls, call.start, FOR_EVER):
            apart.append(_with_the_right(call))
    return apart


def _is_of_two_instants(call: Recorded) -> bool:
    if call.caller.party is not Party.PROVIDER:
        return False
    match call.operation, call.outcome:
        case ReadAppointment() | Reschedule() | Keep() | Cancel(), outcome:
            return outcome != Refused(code_of(Decision.HIDE, call.operation))
        case SetService() | RetireService() | SetTimeOff() | RemoveTimeOff() | ReadTimeOff() | SetOverride(), outcome:
            return outcome != Refused(Decision.FORBID.value)
        case Book(), Answered(is_replay=True) | Refused("idempotency-key-reused"):
            return True
        case _:
            return False


def _with_the_right(call: Recorded) -> Recorded:
    """The same author, as one who needs no right of a provider."""
    return replace(call, caller=replace(call.caller, party=Party.ADMIN))
