"""Who may do what: the table of docs/security.md, written out again. It imports nothing of the product."""

from collections.abc import Mapping
from enum import StrEnum

from tests.proofs.histories.callers import Caller, Party
from tests.proofs.histories.history import (
    Book,
    Cancel,
    ChangeProvider,
    ChangeSchedule,
    Correct,
    CreateProvider,
    Deactivate,
    EraseCustomer,
    ExplainStart,
    ExportCustomer,
    Keep,
    ListAppointments,
    Operation,
    Reactivate,
    ReadAppointment,
    ReadAvailability,
    ReadBoard,
    ReadDay,
    ReadProvider,
    ReadTimeOff,
    RemoveTimeOff,
    Reschedule,
    RetireService,
    SetAttendance,
    SetOverride,
    SetService,
    SetTimeOff,
)


class Decision(StrEnum):
    ALLOW = "allow"
    HIDE = "hide"
    FORBID = "forbidden"
    NO_TOKEN = "unauthorized"


# In the order of the parties: admin, desk, provider, customer, nobody. A all, o its own alone, - none.
RIGHTS: Mapping[str, str] = {
    "create a provider": "A----",
    "change a provider's name or email": "A-o--",
    "set and see a provider's subject": "A----",
    "read all of a provider": "AAo--",
    "read the public part of a provider": "AAAAA",
    "change a schedule": "A-o--",
    "read time off": "AAo--",
    "deactivate and reactivate a provider": "A----",
    "set and retire a provider's service": "A-o--",
    "see availability": "AAAAA",
    "ask why a start is not offered": "AAAAA",
    "read a provider's day": "AAo--",
    "book an appointment": "AAoo-",
    "list appointments": "AAoo-",
    "read an appointment": "AAoo-",
    "correct the details of an appointment": "AAoo-",
    "read and write the internal note of an appointment": "AAo--",
    "move an appointment": "AAoo-",
    "choose the length of an appointment": "AAo--",
    "cancel an appointment": "AAoo-",
    "set whether a customer came": "AAo--",
    "keep an appointment": "AAo--",
    "skip a rule, or change an appointment after its cutoff": "AAo--",
    "export a customer's data": "AA-o-",
    "erase a customer's data": "A----",
}
HIDDEN: Mapping[str, str] = {
    "read an appointment": "appointment-not-found",
    "move an appointment": "appointment-not-found",
    "cancel an appointment": "appointment-not-found",
    "keep an appointment": "appointment-not-found",
    "correct the details of an appointment": "appointment-not-found",
    "set whether a customer came": "appointment-not-found",
    "export a customer's data": "customer-not-found",
}
"""Who may do these to its own is not told that others exist, but with this code that they do not."""
DENIALS = frozenset({*HIDDEN.values(), Decision.FORBID.value, Decision.NO_TOKEN.value})

NEEDED: Mapping[type[Operation], str] = {
    CreateProvider: "create a provider",
    ReadProvider: "read the public part of a provider",
    ReadAvailability: "see availability",
    ChangeSchedule: "change a schedule",
    ChangeProvider: "change a provider's name or email",
    Book: "book an appointment",
    ReadAppointment: "read an appointment",
    Reschedule: "move an appointment",
    Cancel: "cancel an appointment",
    Keep: "keep an appointment",
    SetAttendance: "set whether a customer came",
    Correct: "correct the details of an appointment",
    ReadDay: "read a provider's day",
    ReadBoard: "read a provider's day",
    ListAppointments: "list appointments",
    ExplainStart: "ask why a start is not offered",
    SetService: "set and retire a provider's service",
    RetireService: "set and retire a provider's service",
    SetOverride: "change a schedule",
    SetTimeOff: "change a schedule",
    RemoveTimeOff: "change a schedule",
    ReadTimeOff: "read time off",
    Deactivate: "deactivate and reactivate a provider",
    Reactivate: "deactivate and reactivate a provider",
    ExportCustomer: "export a customer's data",
    EraseCustomer: "erase a customer's data",
}

SKIP = "skip a rule, or change an appointment after its cutoff"

RULES = frozenset(
    {
        *("bufferBefore", "bufferAfter", "slotInterval", "minNoticeMinutes", "minNoticeDays", "maxAdvanceDays"),
        *("maxPerDay", "maxPerWeek", "cancelCutoffMinutes", "rescheduleCutoffMinutes"),
    }
)
PUBLIC_PART = RULES | {"id", "name", "timezone", "slotMinutes", "appointmentDuration", "weeklySchedule", "active"}
STAFF_PART = PUBLIC_PART | {"email", "version", "createdAt", "updatedAt"}
ADMIN_PART = STAFF_PART | {"subject"}


def decide(caller: Caller, operation: Operation, *, subject: str | None, customer: str | None) -> Decision:
    """`subject`: the provider's at that moment. `customer`: whose the appointment is or would be, if it has a token."""
    needed = [NEEDED[type(operation)]]
    if isinstance(operation, ChangeProvider) and "subject" in dict(operation.details):
        needed.append("set and see a provider's subject")
    if isinstance(operation, ChangeProvider) and not RULES.isdisjoint(dict(operation.details)):
        needed.append("change a schedule")
    if isinstance(operation, Book | Reschedule) and operation.override:
        needed.append(SKIP)
    if isinstance(operation, Correct) and operation.field == "internalNote":
        needed.append("read and write the internal note of an appointment")
    if isinstance(operation, Reschedule) and operation.duration is not None:
        needed.append("choose the length of an appointment")
    decisions = (decide_for(caller, action, subject, customer) for action in needed)
    return next((decision for decision in decisions if decision is not Decision.ALLOW), Decision.ALLOW)


def code_of(decision: Decision, operation: Operation) -> str:
    """Of the answer that denies the operation."""
    return HIDDEN[NEEDED[type(operation)]] if decision is Decision.HIDE else decision.value


def works_for_it(caller: Caller, subject: str | None) -> bool:
    """Whether the caller is staff to a provider with this subject. Only staff has no cutoffs and sees time off."""
    return decide_for(caller, SKIP, subject, None) is Decision.ALLOW


def fields_seen(caller: Caller, subject: str | None) -> frozenset[str]:
    """Of an answer that shows a provider with this subject."""
    if decide_for(caller, "set and see a provider's subject", subject, None) is Decision.ALLOW:
        return ADMIN_PART
    reads_all = decide_for(caller, "read all of a provider", subject, None) is Decision.ALLOW
    return STAFF_PART if reads_all else PUBLIC_PART


def decide_for(caller: Caller, action: str, subject: str | None, customer: str | None) -> Decision:
    """To one of the actions above."""
    right = RIGHTS[action][[*Party].index(caller.party)]
    is_own = {Party.PROVIDER: caller.subject == subject, Party.CUSTOMER: caller.customer == customer}
    if right == "A" or (right == "o" and is_own[caller.party]):
        return Decision.ALLOW
    if caller.party is Party.NOBODY:
        return Decision.NO_TOKEN
    return Decision.HIDE if action in HIDDEN and right == "o" else Decision.FORBID
