"""A sequential model of one provider: the promised answer to one operation after the other.

It is written from the rules of the API, with its own slot arithmetic and its own table of rights, and imports nothing
of the product. Its world is small (a provider in UTC, all of it far in the future) but complete: for every state,
operation and caller there is exactly one answer.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from tests.proofs.histories import model_rules
from tests.proofs.histories.callers import Caller, Party
from tests.proofs.histories.history import (
    Answered,
    AppointmentRecord,
    Book,
    Cancel,
    ChangeProvider,
    ChangeSchedule,
    CreateProvider,
    Deactivate,
    IsProvider,
    Keep,
    Operation,
    Outcome,
    OverrideRecord,
    ProviderRecord,
    Reactivate,
    ReadAppointment,
    ReadProvider,
    ReadTimeOff,
    Refused,
    RemoveTimeOff,
    Reschedule,
    RetireService,
    ServiceRecord,
    SetOverride,
    SetService,
    SetTimeOff,
    Step,
    TimeOffRecord,
)
from tests.proofs.histories.model_rules import MINUTES_OF_A_DAY, Known, Visit, in_order, met, told
from tests.proofs.histories.rights import RULES, Decision, code_of, decide, fields_seen, works_for_it

MAX_OPEN = 3
"""How many open appointments a customer may have in a history that has customers."""


@dataclass(frozen=True)
class State:
    """A provider and its appointments by label.

    `created_with` and `made_with` keep what the provider, and the appointments, were first asked for with. `counted`:
    the labels of what customers booked for themselves.
    """

    created_with: CreateProvider | None = None
    provider: ProviderRecord | None = None
    appointments: Mapping[str, AppointmentRecord] = field(default_factory=dict)
    made_with: Mapping[str, tuple[object, ...]] = field(default_factory=dict)
    counted: frozenset[str] = frozenset()
    services: Mapping[str, ServiceRecord] = field(default_factory=dict)
    time_off: Mapping[str, TimeOffRecord] = field(default_factory=dict)
    overrides: Mapping[int, OverrideRecord] = field(default_factory=dict)

    @cached_property
    def key(self) -> tuple[object, ...]:
        """Equal for equal states, and hashable."""
        return self.created_with, self.provider, frozenset(self.appointments.values()), frozenset(self.further)

    @property
    def further(self) -> tuple[ServiceRecord | TimeOffRecord | OverrideRecord, ...]:
        return *self.services.values(), *self.time_off.values(), *self.overrides.values()

    def known(self, today: int) -> Known:
        """The rules. There is a provider."""
        assert self.provider is not None
        return Known(self.provider, self.services, self.time_off, self.overrides, today)

    def others(self, label: str) -> list[AppointmentRecord]:
        return [other for other in self.appointments.values() if other.label != label]

    @property
    def subject(self) -> str | None:
        return self.provider.subject if self.provider else None

    def may_book(self, customer: str, max_open: int) -> bool:
        """All appointments are to come: only the cancelled ones make room."""
        booked = [self.appointments[label] for label in self.counted]
        return len([each for each in booked if each.is_confirmed and each.customer == customer]) < max_open

    def with_appointment(self, record: AppointmentRecord) -> "State":
        return replace(self, appointments={**self.appointments, record.label: record})

    def touched(self) -> "State":
        """The provider at its next version."""
        assert self.provider is not None
        return replace(self, provider=replace(self.provider, version=_next(self.provider.version)))


OnAppointment = ReadAppointment | Reschedule | Keep | Cancel


class Model:
    """`labels`: of the appointments' ids, as the answers and the final table tell them. `max_open`: the limit."""

    def __init__(self, labels: Mapping[str, str], max_open: int = MAX_OPEN) -> None:
        self.labels = labels
        self._max_open = max_open
        self._now = int(time.time()) // 60
        self._today = self._now // MINUTES_OF_A_DAY

    def step(self, state: State, operation: Step, caller: Caller) -> tuple[State, Outcome]:
        """The state after the operation (the very same object when nothing is written) and its answer."""
        if isinstance(operation, IsProvider):
            is_own = state.provider is not None and state.subject == operation.subject
            return state, IS_ITS_OWN if is_own else Refused("not its own")
        record = None
        if isinstance(operation, OnAppointment):
            record = state.appointments.get(self.labels.get(operation.id, ""))
        customer = operation.customer if isinstance(operation, Book) else record.customer if record else None
        decision = decide(caller, operation, subject=state.subject, customer=customer)
        if decision is not Decision.ALLOW:
            return state, Refused(code_of(decision, operation))
        if record is not None:
            return self._on_appointment(state, record, operation, caller)
        if isinstance(operation, OnAppointment):
            return state, Refused("appointment-not-found")
        return self._on_provider(state, operation, caller)

    def _on_appointment(
        self, state: State, record: AppointmentRecord, operation: Operation, caller: Caller
    ) -> tuple[State, Outcome]:
        has_cutoffs = caller.party is Party.CUSTOMER
        match operation:
            case Reschedule():
                is_late = has_cutoffs and self._is_late(record, record.reschedule_cutoff)
                to_staff = works_for_it(caller, state.subject)
                return _reschedule(state, record, operation, self._today, is_late=is_late, to_staff=to_staff)
            case Cancel():
                is_late = has_cutoffs and self._is_late(record, record.cancel_cutoff)
                return _cancel(state, record, operation, is_late=is_late)
            case Keep():
                return _keep(state, record, operation)
            case _:
                return state, Answered(record)

    def _is_late(self, record: AppointmentRecord, cutoff: int | None) -> bool:
        return cutoff is not None and self._now > record.start - cutoff

    def _on_provider(self, state: State, operation: Operation, caller: Caller) -> tuple[State, Outcome]:  # noqa: PLR0911  # one for each case
        match operation, state.provider:
            case CreateProvider(), _:
                return _create_provider(state, operation)
            case Book(), _:
                return _book(state, operation, caller, self._max_open, self._today)
            case _, None:
                return state, Refused("provider-not-found")
            case ReadProvider(), ProviderRecord() as provider:
                return state, Answered(_seen(provider, caller))
            case ChangeSchedule(), ProviderRecord() as provider:
                return _change_schedule(state, provider, operation)
            case ChangeProvider(), ProviderRecord() as provider:
                return _change_provider(state, provider, operation, caller)
            case ((Deactivate() | Reactivate()), ProviderRecord() as provider):
                return _change_state(state, provider, operation, caller)
            case _:
                return _on_rules(state, operation)


IS_ITS_OWN = Answered(())


def _seen(provider: ProviderRecord, caller: Caller) -> ProviderRecord:
    """As the caller sees it."""
    fields = fields_seen(caller, provider.subject)
    return replace(
        provider,
        version=provider.version if "version" in fields else None,
        subject=provider.subject if "subject" in fields else None,
    )


def _next(version: int | None) -> int:
    assert version is not None
    return version + 1


def _create_provider(state: State, operation: CreateProvider) -> tuple[State, Outcome]:
    if state.provider is None:
        made = ProviderRecord(1, None, operation.name, operation.subject)
        return replace(state, created_with=operation, provider=made), Answered(made)
    if state.created_with != operation:
        return state, Refused("idempotency-key-reused")
    return state, Answered(state.provider, is_replay=True)


def _change_schedule(state: State, before: ProviderRecord, operation: ChangeSchedule) -> tuple[State, Outcome]:
    """The answer is the schedule alone."""
    if operation.if_match not in (None, before.version):
        return state, Refused("version-mismatch")
    changed = replace(before, version=_next(before.version), schedule=operation.schedule)
    return replace(state, provider=changed), Answered(ProviderRecord(changed.version, changed.schedule))


def _change_provider(
    state: State, before: ProviderRecord, operation: ChangeProvider, caller: Caller
) -> tuple[State, Outcome]:
    sent = dict(operation.details)
    details = {name: value for name, value in sent.items() if name not in RULES}
    rules = {**dict(before.rules), **{name: value for name, value in sent.items() if name in RULES}}
    kept = tuple(sorted((name, int(value)) for name, value in rules.items() if value is not None))
    changed = replace(before, **details, rules=kept)  # type: ignore[arg-type]  # they are named as the fields are
    return _changed(state, before, changed, operation.if_match, caller)


def _change_state(
    state: State, before: ProviderRecord, operation: Deactivate | Reactivate, caller: Caller
) -> tuple[State, Outcome]:
    changed = replace(before, is_active=isinstance(operation, Reactivate))
    return _changed(state, before, changed, operation.if_match, caller)


def _changed(
    state: State, before: ProviderRecord, changed: ProviderRecord, if_match: int | None, caller: Caller
) -> tuple[State, Outcome]:
    if changed == before:
        return state, Answered(_seen(before, caller))
    if if_match not in (None, before.version):
        return state, Refused("version-mismatch")
    changed = replace(changed, version=_next(before.version))
    return replace(state, provider=changed), Answered(_seen(changed, caller))


def _on_rules(state: State, operation: Operation) -> tuple[State, Outcome]:
    match operation:
        case SetService() | RetireService():
            return _change_service(state, operation)
        case SetOverride():
            return _set_override(state, operation)
        case SetTimeOff() | RemoveTimeOff() | ReadTimeOff():
            return _change_time_off(state, operation)
        case _:
            raise ValueError(f"no single instant explains {operation}")


def _change_service(state: State, operation: SetService | RetireService) -> tuple[State, Outcome]:
    before = state.services.get(operation.id)
    if isinstance(operation, SetService):
        wanted = ServiceRecord(operation.id, before.version if before else 0, operation.duration, operation.rules, True)
    elif before is None:
        return state, Refused("service-not-found")
    else:
        wanted = replace(before, is_active=False)
    if wanted == before:
        return state, Answered(before)
    if operation.if_match not in (None, wanted.version):
        return state, Refused("version-mismatch")
    made = replace(wanted, version=wanted.version + 1)
    return replace(state.touched(), services={**state.services, made.id: made}), Answered(made)


def _change_time_off(state: State, operation: SetTimeOff | RemoveTimeOff | ReadTimeOff) -> tuple[State, Outcome]:
    before = state.time_off.get(operation.id)
    if isinstance(operation, SetTimeOff):
        version = before.version if before else 0
        wanted = TimeOffRecord(operation.id, version, operation.start, operation.end, is_removed=False)
    elif before is None:
        return state, Refused("time-off-not-found")
    else:
        wanted = replace(before, is_removed=isinstance(operation, RemoveTimeOff) or before.is_removed)
    if wanted == before:
        return state, Answered(before)
    if not isinstance(operation, ReadTimeOff) and operation.if_match not in (None, wanted.version):
        return state, Refused("version-mismatch")
    made = replace(wanted, version=wanted.version + 1)
    return replace(state.touched(), time_off={**state.time_off, made.id: made}), Answered(made)


def _set_override(state: State, operation: SetOverride) -> tuple[State, Outcome]:
    """One that is removed is none."""
    assert state.provider is not None
    before = state.overrides.get(operation.day)
    made = OverrideRecord(operation.day, operation.windows)
    if made.windows == (before.windows if before else None):
        return state, Answered(made)
    if operation.if_match not in (None, state.provider.version):
        return state, Refused("version-mismatch")
    others = {day: each for day, each in state.overrides.items() if day != operation.day}
    after = others if made.windows is None else {**others, made.day: made}
    return replace(state.touched(), overrides=after), Answered(made)


def _book(  # noqa: PLR0911  # one for each case
    state: State, operation: Book, caller: Caller, max_open: int, today: int
) -> tuple[State, Outcome]:
    existing = state.appointments.get(operation.label) if operation.is_keyed else None
    sent = (operation.start, operation.service, operation.override)
    if existing and state.made_with[operation.label] != sent:
        return state, Refused("idempotency-key-reused")
    if existing:
        return state, Answered(existing, is_replay=True)
    if state.provider is None:
        return state, Refused("provider-not-found")
    if operation.service and operation.service not in state.services:
        return state, Refused("service-not-found")
    known, to_staff = state.known(today), works_for_it(caller, state.subject)
    visit = known.visit(operation.service) or Visit(15)
    others = state.others(operation.label)
    by_rules = known.against(operation.start, operation.service)
    by_limits = known.full(operation.start, operation.service, others)
    by_claims = met(operation.start, visit, others)
    reasons = by_rules | by_limits | by_claims
    left = reasons - _skipped(operation.override)
    # Claims are looked at before the write if there is a limit, and by the write itself if there is none.
    is_left_to_the_write = not known.limits(operation.service) and left <= by_claims
    is_open = not caller.customer or state.may_book(caller.customer, max_open)
    if not is_open and (not left or is_left_to_the_write):
        return state, Refused("too-many-open-appointments")
    if left:
        # Under a limit, a start that was free when it was read may be taken when the write asks the list first.
        may_be_listed = not is_open and left <= by_claims | by_limits
        or_code = "too-many-open-appointments" if may_be_listed else None
        return state, Refused(model_rules.code_of(left), told(left, to_staff=to_staff), or_code)
    rules = known.rules(operation.service)
    booked = AppointmentRecord(
        operation.label,
        operation.start,
        visit.length,
        is_confirmed=True,
        version=1,
        customer=operation.customer,
        service=operation.service,
        before=visit.before,
        after=visit.after,
        skipped=in_order(reasons),
        cancel_cutoff=rules.get("cancelCutoffMinutes"),
        reschedule_cutoff=rules.get("rescheduleCutoffMinutes"),
    )
    made_with = {**state.made_with, operation.label: sent}
    counted = state.counted | ({operation.label} if caller.customer else frozenset())
    return replace(state.with_appointment(booked), made_with=made_with, counted=counted), Answered(booked)


def _skipped(override: tuple[str, ...]) -> set[str]:
    return {*override} - model_rules.NEVER_SKIPPED


def _reschedule(  # one for each case
    state: State, record: AppointmentRecord, operation: Reschedule, today: int, *, is_late: bool, to_staff: bool
) -> tuple[State, Outcome]:
    if record.is_confirmed and operation.start == record.start:
        return state, Answered(record)
    if operation.if_match not in (None, record.version):
        return state, Refused("version-mismatch")
    if not record.is_confirmed:
        return state, Refused("appointment-cancelled")
    if is_late:
        return state, Refused("too-late-to-change")
    known, others = state.known(today), state.others(record.label)
    visit = Visit(record.minutes, record.before, record.after)
    reasons = known.against(operation.start, record.service, visit) | met(operation.start, visit, others)
    reasons |= known.full(operation.start, record.service, others, record)
    if left := reasons - _skipped(operation.override):
        return state, Refused(model_rules.code_of(left), told(left, to_staff=to_staff))
    moved = replace(record, start=operation.start, version=record.version + 1, skipped=in_order(reasons))
    return state.with_appointment(moved), Answered(moved)


def _keep(state: State, record: AppointmentRecord, operation: Keep) -> tuple[State, Outcome]:
    """The rules are looked at before the write. So the answer itself says whether there was anything to accept."""
    if not record.is_confirmed:
        return state, Refused("appointment-cancelled")
    if operation.becomes == record.version:
        return state, Answered(record)
    if operation.if_match not in (None, record.version):
        return state, Refused("version-mismatch")
    kept = replace(record, version=record.version + 1)
    return state.with_appointment(kept), Answered(kept)


def _cancel(state: State, record: AppointmentRecord, operation: Cancel, *, is_late: bool) -> tuple[State, Outcome]:
    if not record.is_confirmed and operation.reason not in (None, record.reason):
        return state, Refused("appointment-cancelled")
    if not record.is_confirmed:
        return state, Answered(record)
    if operation.if_match not in (None, record.version):
        return state, Refused("version-mismatch")
    if is_late:
        return state, Refused("too-late-to-change")
    cancelled = replace(record, is_confirmed=False, version=record.version + 1, reason=operation.reason)
    return state.with_appointment(cancelled), Answered(cancelled)
