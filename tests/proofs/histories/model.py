"""A sequential model of the providers: the promised answer to one operation after the other.

It is written from the rules of the API, with its own slot arithmetic and its own table of rights, and imports nothing
of the product. Its world is small (providers in UTC, all of it far in the future) but complete: for every state,
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
    Correct,
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
    SetAttendance,
    SetOverride,
    SetService,
    SetTimeOff,
    Step,
    TimeOffRecord,
)
from tests.proofs.histories.model_rules import Known, Visit, in_order, met, told
from tests.proofs.histories.rights import (
    RULES,
    Decision,
    code_of,
    decide,
    decide_for,
    fields_seen,
    works_for_it,
)

SLOT = 15
"""The minutes of a slot of every provider."""
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
        records = frozenset((record, record.internal_note) for record in self.appointments.values())
        return self.created_with, self.provider, records, self.counted, frozenset(self.further)

    @property
    def further(self) -> tuple[ServiceRecord | TimeOffRecord | OverrideRecord, ...]:
        return *self.services.values(), *self.time_off.values(), *self.overrides.values()

    def known(self, now: int) -> Known:
        """The rules. There is a provider."""
        assert self.provider is not None
        return Known(self.provider, self.services, self.time_off, self.overrides, now)

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

    def without(self, label: str) -> "State":
        """After a move to another provider."""
        left = {of: record for of, record in self.appointments.items() if of != label}
        return replace(self, appointments=left, counted=self.counted - {label})

    def touched(self) -> "State":
        """The provider at its next version."""
        assert self.provider is not None
        return replace(self, provider=replace(self.provider, version=_next(self.provider.version)))


@dataclass(frozen=True)
class World:
    """The providers, by number. Each appointment is with the one with whom it stands."""

    states: tuple[State, ...] = (State(),)

    @cached_property
    def key(self) -> tuple[object, ...]:
        return tuple(state.key for state in self.states)

    def record(self, label: str) -> AppointmentRecord | None:
        return next((state.appointments[label] for state in self.states if label in state.appointments), None)

    def having(self, *changed: tuple[int, State]) -> "World":
        """The very same object if no state is another."""
        if all(self.states[number] is state for number, state in changed):
            return self
        states = {**dict(enumerate(self.states)), **dict(changed)}
        return World(tuple(states[number] for number in range(len(states))))


OnAppointment = ReadAppointment | Reschedule | Keep | Cancel | SetAttendance | Correct


class Model:
    """`labels`: of the appointments' ids, as the answers and the final table tell them. `max_open`: the limit.

    `now`: the minute at which all calls are made.
    """

    def __init__(self, labels: Mapping[str, str], max_open: int = MAX_OPEN, now: int | None = None) -> None:
        self.labels = labels
        self._max_open = max_open
        self._now = int(time.time()) // 60 if now is None else now

    def step(self, world: World, operation: Step, caller: Caller, provider: int = 0) -> tuple[World, Outcome]:
        """The world after the operation (the very same object when nothing is written) and its answer.

        `provider`: whom it is about. For an appointment, that is told by the appointment.
        """
        if isinstance(operation, IsProvider):
            states = [world.states[number] for number in operation.providers]
            is_own = any(state.provider is not None and state.subject == operation.subject for state in states)
            return world, IS_ITS_OWN if is_own else NOT_ITS_OWN
        record = world.record(self.labels.get(operation.id, "")) if isinstance(operation, OnAppointment) else None
        number = record.provider if record else provider
        state = world.states[number]
        customer = operation.customer if isinstance(operation, Book) else record.customer if record else None
        decision = decide(caller, operation, subject=state.subject, customer=customer)
        if decision is not Decision.ALLOW:
            return world, Refused(code_of(decision, operation))
        if isinstance(operation, OnAppointment) and record is None:
            return world, Refused("appointment-not-found")
        if isinstance(operation, Reschedule) and record is not None:
            return self._reschedule(world, record, operation, caller)
        if record is not None:
            after, outcome = self._on_appointment(state, record, operation, caller)
        elif isinstance(operation, Book) and (existing := world.record(operation.label)) and operation.is_keyed:
            after, outcome = state, _repeated(state, existing, operation)
        else:
            after, outcome = self._on_provider(state, operation, caller, number)
        return world.having((number, after)), outcome

    def _reschedule(
        self, world: World, record: AppointmentRecord, operation: Reschedule, caller: Caller
    ) -> tuple[World, Outcome]:
        """To another start, and perhaps to another provider."""
        source = world.states[record.provider]
        number = record.provider if operation.provider is None else operation.provider
        target, is_elsewhere = world.states[number], number != record.provider
        by_staff = works_for_it(caller, source.subject)
        refused = self._not_movable(record, operation, caller, target, is_elsewhere=is_elsewhere)
        if refused is not None:
            return world, refused
        is_counted = record.label in source.counted and (not is_elsewhere or not by_staff)
        needs_room = is_counted and is_elsewhere
        is_open = not needs_room or target.may_book(record.customer or "", self._max_open)
        moved = _moved(target, replace(record, provider=number), operation, self._now, is_elsewhere=is_elsewhere)
        if isinstance(moved, Refused):
            return world, moved
        wanted, reasons = moved
        if outcome := reasons.refusal(operation.override, is_open=is_open, to_staff=by_staff):
            return world, outcome
        made = replace(wanted, version=record.version + 1, skipped=in_order(reasons.all))
        without = source.without(record.label)
        base = target if is_elsewhere else without
        counted = base.counted | ({record.label} if is_counted else frozenset())
        after = replace(base.with_appointment(made), counted=counted)
        return world.having((record.provider, without), (number, after)), Answered(made)

    def _not_movable(  # noqa: PLR0911  # one for each case
        self, record: AppointmentRecord, operation: Reschedule, caller: Caller, target: State, *, is_elsewhere: bool
    ) -> Outcome | None:
        """The answer, if it is decided before anybody looks at rules or claims."""
        if record.is_confirmed and not is_elsewhere and _stands_as(record, operation):
            return Answered(record)
        if operation.if_match not in (None, record.version):
            return Refused("version-mismatch")
        if not record.is_confirmed:
            return Refused("appointment-cancelled")
        if record.start <= self._now:
            return Refused("appointment-started")
        if caller.party is Party.CUSTOMER and self._is_late(record, record.reschedule_cutoff):
            return Refused("too-late-to-change")
        may_book = decide_for(caller, "book an appointment", target.subject, record.customer) is Decision.ALLOW
        books_as = operation.books_as
        if is_elsewhere and not (may_book and books_as in (None, target.subject)):
            return Refused(Decision.FORBID.value)
        return None

    def _on_appointment(
        self, state: State, record: AppointmentRecord, operation: Operation, caller: Caller
    ) -> tuple[State, Outcome]:
        has_cutoffs = caller.party is Party.CUSTOMER
        match operation:
            case Cancel():
                is_late = has_cutoffs and self._is_late(record, record.cancel_cutoff)
                # All is recorded at one time. So staff may take back for a day whatever has started.
                has_started = has_cutoffs and record.start <= self._now
                return _cancel(state, record, operation, is_late=is_late, has_started=has_started)
            case SetAttendance():
                return _set_attendance(state, record, operation, self._now)
            case Correct():
                return _correct(state, record, operation)
            case Keep():
                return _keep(state, record, operation)
            case _:
                return state, Answered(record)

    def _is_late(self, record: AppointmentRecord, cutoff: int | None) -> bool:
        return cutoff is not None and self._now > record.start - cutoff

    def _on_provider(  # noqa: PLR0911  # one for each case
        self, state: State, operation: Operation, caller: Caller, number: int
    ) -> tuple[State, Outcome]:
        match operation, state.provider:
            case CreateProvider(), _:
                return _create_provider(state, operation)
            case Book(), _:
                return self._book(state, operation, caller, number)
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

    def _book(self, state: State, operation: Book, caller: Caller, number: int) -> tuple[State, Outcome]:
        """What is new."""
        if state.provider is None:
            return state, Refused("provider-not-found")
        if operation.service and operation.service not in state.services:
            return state, Refused("service-not-found")
        known, others = state.known(self._now), state.others(operation.label)
        visit = known.visit(operation.service) or Visit(15)
        reasons = _Reasons(
            known.against(operation.start, operation.service),
            known.full(operation.start, operation.service, others),
            met(operation.start, visit, others),
            is_limited=bool(known.limits(operation.service)),
            fixed=_fixed(known, operation.start),
        )
        is_open = not caller.customer or state.may_book(caller.customer, self._max_open)
        to_staff = works_for_it(caller, state.subject)
        if refusal := reasons.refusal(operation.override, is_open=is_open, to_staff=to_staff):
            return state, refusal
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
            skipped=in_order(reasons.all),
            cancel_cutoff=rules.get("cancelCutoffMinutes"),
            reschedule_cutoff=rules.get("rescheduleCutoffMinutes"),
            provider=number,
        )
        made_with = {**state.made_with, operation.label: _sent(operation)}
        counted = state.counted | ({operation.label} if caller.customer else frozenset())
        return replace(state.with_appointment(booked), made_with=made_with, counted=counted), Answered(booked)


IS_ITS_OWN = Answered(())
NOT_ITS_OWN = Refused("not its own")


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


def _sent(operation: Book) -> tuple[object, ...]:
    return operation.start, operation.service, operation.override


def _repeated(state: State, existing: AppointmentRecord, operation: Book) -> Outcome:
    """Of a request with a key. `state`: of the provider with whom it was booked."""
    if state.made_with[operation.label] != _sent(operation):
        return Refused("idempotency-key-reused")
    return Answered(existing, is_replay=True)


@dataclass(frozen=True)
class _Reasons:
    """Against a start. `is_limited`: whether a limit is in force. `fixed`: the reasons that nobody skips."""

    by_rules: set[str]
    by_limits: set[str]
    by_claims: set[str]
    is_limited: bool
    fixed: frozenset[str]

    @property
    def all(self) -> set[str]:
        return self.by_rules | self.by_limits | self.by_claims

    def refusal(self, override: tuple[str, ...], *, is_open: bool, to_staff: bool) -> Refused | None:
        """`is_open`: whether the customer's list has room, if it needs any."""
        left = self.all - ({*override} - self.fixed)
        # Claims are looked at before the write if there is a limit, and by the write itself if there is none.
        is_left_to_the_write = not self.is_limited and left <= self.by_claims
        if not is_open and (not left or is_left_to_the_write):
            return Refused("too-many-open-appointments")
        if not left:
            return None
        # Under a limit, a start that was free when it was read may be taken when the write asks the list first.
        may_be_listed = not is_open and left <= self.by_claims | self.by_limits
        or_code = "too-many-open-appointments" if may_be_listed else None
        return Refused(model_rules.code_of(left), told(left, to_staff=to_staff), or_code)


def _fixed(known: Known, start: int) -> frozenset[str]:
    return frozenset(each for each in model_rules.ORDER if not known.is_skippable(each, start))


def _changes_service(record: AppointmentRecord, operation: Reschedule) -> bool:
    return operation.service is not None and operation.service.id != record.service


def _stands_as(record: AppointmentRecord, operation: Reschedule) -> bool:
    """Whether a move leaves it as it is, with its provider."""
    is_as_long = operation.duration in (None, record.minutes)
    return record.start == operation.start and is_as_long and not _changes_service(record, operation)


def _moved(
    target: State, record: AppointmentRecord, operation: Reschedule, now: int, *, is_elsewhere: bool
) -> tuple[AppointmentRecord, _Reasons] | Refused:
    """What the record would be with the target, and what is against that. It keeps what the move does not name."""
    changes = _changes_service(record, operation)
    service = operation.service.id if operation.service else record.service
    if service and service not in target.services:
        return Refused("service-not-found")
    known, others = target.known(now), target.others(record.label)
    visit = known.visit(service) if changes else Visit(record.minutes, record.before, record.after)
    if operation.duration is not None:
        visit = (visit or known.buffers(service))._replace(length=operation.duration)
    against = known.against(operation.start, service, visit)
    visit = visit or Visit(15)
    reasons = _Reasons(
        against,
        known.full(operation.start, service, others, None if is_elsewhere else record),
        met(operation.start, visit, others),
        is_limited=bool(known.limits(service)),
        fixed=_fixed(known, operation.start),
    )
    moved = replace(record, start=operation.start, minutes=visit.length)
    if now < _possible_from(record.attendance, operation.start):
        moved = replace(moved, attendance="EXPECTED", attended_at=None)
    if changes:
        rules = known.rules(service)
        moved = replace(
            moved,
            service=service,
            before=visit.before,
            after=visit.after,
            cancel_cutoff=rules.get("cancelCutoffMinutes"),
            reschedule_cutoff=rules.get("rescheduleCutoffMinutes"),
        )
    return moved, reasons


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


def _possible_from(attendance: str, start: int) -> int:
    """The first minute at which somebody who is expected at `start` may have this attendance."""
    after = {"ARRIVED": -12 * 60, "COMPLETED": 0, "NO_SHOW": 10}
    return start + after[attendance] if attendance in after else 0


def _set_attendance(
    state: State, record: AppointmentRecord, operation: SetAttendance, now: int
) -> tuple[State, Outcome]:
    """All is set at one time. So nothing is too late to be corrected."""
    wanted = operation.attendance
    if not record.is_confirmed:
        return state, Refused("appointment-cancelled")
    if record.released_from is not None and wanted in ("EXPECTED", "ARRIVED"):
        return state, Refused("rest-released")
    if wanted != record.attendance and now < _possible_from(wanted, record.start):
        return state, Refused("attendance-not-possible")
    changed = record
    if operation.releases:
        rest = max(-(-now // SLOT) * SLOT, record.start + SLOT)
        changed = replace(record, released_from=rest) if rest < record.claimed.stop else record
    if wanted != record.attendance:
        changed = replace(changed, attendance=wanted, attended_at=None if wanted == "EXPECTED" else now)
    return _saved(state, record, changed, operation.if_match)


def _correct(state: State, record: AppointmentRecord, operation: Correct) -> tuple[State, Outcome]:
    if operation.field == "internalNote":
        changed = replace(record, internal_note=operation.value)
        is_same = changed.internal_note == record.internal_note
    else:
        changed = replace(record, notes=operation.value)
        is_same = changed.notes == record.notes
    return _saved(state, record, record if is_same else changed, operation.if_match)


def _saved(
    state: State, record: AppointmentRecord, changed: AppointmentRecord, if_match: int | None
) -> tuple[State, Outcome]:
    """What changes nothing is answered, whatever the version."""
    if changed is record:
        return state, Answered(record)
    if if_match not in (None, record.version):
        return state, Refused("version-mismatch")
    saved = replace(changed, version=record.version + 1)
    return state.with_appointment(saved), Answered(saved)


def _cancel(  # one for each case
    state: State, record: AppointmentRecord, operation: Cancel, *, is_late: bool, has_started: bool
) -> tuple[State, Outcome]:
    if not record.is_confirmed and operation.reason not in (None, record.reason):
        return state, Refused("appointment-cancelled")
    if not record.is_confirmed:
        return state, Answered(record)
    if operation.if_match not in (None, record.version):
        return state, Refused("version-mismatch")
    if has_started:
        return state, Refused("appointment-started")
    if is_late:
        return state, Refused("too-late-to-change")
    cancelled = replace(
        record,
        is_confirmed=False,
        version=record.version + 1,
        reason=operation.reason,
        attendance="EXPECTED",
        attended_at=None,
    )
    return state.with_appointment(cancelled), Answered(cancelled)
