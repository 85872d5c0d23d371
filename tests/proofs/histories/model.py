"""A sequential model of one provider: the promised answer to one operation after the other.

It is written from the rules of the API, with its own slot arithmetic and its own table of rights, and imports nothing
of the product. Its world is small (a provider in UTC, the same windows every day, all of it far in the future) but
complete: for every state, operation and caller there is exactly one answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from tests.proofs.histories.callers import Caller
from tests.proofs.histories.history import (
    Answered,
    AppointmentRecord,
    Book,
    Cancel,
    ChangeProvider,
    ChangeSchedule,
    CreateProvider,
    IsProvider,
    Operation,
    Outcome,
    ProviderRecord,
    ReadAppointment,
    ReadProvider,
    Refused,
    Reschedule,
    Schedule,
    Step,
)
from tests.proofs.histories.rights import Decision, code_of, decide, fields_seen

MINUTES_OF_A_DAY = 24 * 60
MAX_OPEN = 3
"""How many open appointments a customer may have in a history that has customers."""
PRESENT = 1_700_000_000 // 60
"""A minute of November 2023: what starts before it is past for any run, and no run asks for less than a week later."""


def offers(schedule: Schedule | None, start: int, minutes: int) -> bool:
    """Whether the schedule alone allows an appointment of that length to start then."""
    if schedule is None:
        return False
    minute = start % MINUTES_OF_A_DAY
    return any(
        first <= minute and minute + minutes <= last and (minute - first) % schedule.duration == 0
        for first, last in schedule.windows
    )


@dataclass(frozen=True)
class State:
    """A provider and its appointments by label.

    `created_with` and `made_with` keep what the provider, and the start that each appointment, was first asked for
    with. `counted`: the labels of what customers booked for themselves.
    """

    created_with: CreateProvider | None = None
    provider: ProviderRecord | None = None
    appointments: Mapping[str, AppointmentRecord] = field(default_factory=dict)
    made_with: Mapping[str, int] = field(default_factory=dict)
    counted: frozenset[str] = frozenset()

    @cached_property
    def key(self) -> tuple[object, ...]:
        """Equal for equal states, and hashable."""
        return self.created_with, self.provider, frozenset(self.appointments.values())

    def has_room(self, wanted: AppointmentRecord) -> bool:
        return not any(
            other.is_confirmed and other.label != wanted.label and other.overlaps(wanted)
            for other in self.appointments.values()
        )

    @property
    def subject(self) -> str | None:
        return self.provider.subject if self.provider else None

    def may_book(self, customer: str, max_open: int) -> bool:
        """All appointments are to come: only the cancelled ones make room."""
        booked = [self.appointments[label] for label in self.counted]
        return len([each for each in booked if each.is_confirmed and each.customer == customer]) < max_open

    def with_appointment(self, record: AppointmentRecord) -> "State":
        return replace(self, appointments={**self.appointments, record.label: record})


class Model:
    """`labels`: of the appointments' ids, as the answers and the final table tell them. `max_open`: the limit."""

    def __init__(self, labels: Mapping[str, str], max_open: int = MAX_OPEN) -> None:
        self.labels = labels
        self._max_open = max_open

    def step(self, state: State, operation: Step, caller: Caller) -> tuple[State, Outcome]:
        """The state after the operation (the very same object when nothing is written) and its answer."""
        if isinstance(operation, IsProvider):
            is_own = state.provider is not None and state.subject == operation.subject
            return state, IS_ITS_OWN if is_own else Refused("not its own")
        record = None
        if isinstance(operation, ReadAppointment | Reschedule | Cancel):
            record = state.appointments.get(self.labels.get(operation.id, ""))
        customer = operation.customer if isinstance(operation, Book) else record.customer if record else None
        decision = decide(caller, operation, subject=state.subject, customer=customer)
        if decision is not Decision.ALLOW:
            return state, Refused(code_of(decision, operation))
        if record is not None:
            return _on_appointment(state, record, operation)
        if isinstance(operation, ReadAppointment | Reschedule | Cancel):
            return state, Refused("appointment-not-found")
        return self._on_provider(state, operation, caller)

    def _on_provider(self, state: State, operation: Operation, caller: Caller) -> tuple[State, Outcome]:
        match operation, state.provider:
            case CreateProvider(), _:
                return _create_provider(state, operation)
            case Book(), _:
                return _book(state, operation, caller, self._max_open)
            case _, None:
                return state, Refused("provider-not-found")
            case ReadProvider(), ProviderRecord() as provider:
                return state, Answered(_seen(provider, caller))
            case ChangeSchedule(), ProviderRecord() as provider:
                return _change_schedule(state, provider, operation)
            case ChangeProvider(), ProviderRecord() as provider:
                return _change_provider(state, provider, operation, caller)
            case _:
                raise ValueError(f"no single instant explains {operation}")


IS_ITS_OWN = Answered(())


def _on_appointment(state: State, record: AppointmentRecord, operation: Operation) -> tuple[State, Outcome]:
    match operation:
        case Reschedule():
            return _reschedule(state, record, operation)
        case Cancel():
            return _cancel(state, record, operation)
        case _:
            return state, Answered(record)


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
    return replace(state, provider=changed), Answered(replace(changed, name=None, subject=None))


def _change_provider(
    state: State, before: ProviderRecord, operation: ChangeProvider, caller: Caller
) -> tuple[State, Outcome]:
    changed = replace(before, **dict(operation.details))  # type: ignore[arg-type]  # they are named as the fields are
    if changed == before:
        return state, Answered(_seen(before, caller))
    if operation.if_match not in (None, before.version):
        return state, Refused("version-mismatch")
    changed = replace(changed, version=_next(before.version))
    return replace(state, provider=changed), Answered(_seen(changed, caller))


def _book(  # noqa: PLR0911  # one for each case
    state: State, operation: Book, caller: Caller, max_open: int
) -> tuple[State, Outcome]:
    existing = state.appointments.get(operation.label) if operation.is_keyed else None
    if existing and state.made_with[operation.label] != operation.start:
        return state, Refused("idempotency-key-reused")
    if existing:
        return state, Answered(existing, is_replay=True)
    if state.provider is None:
        return state, Refused("provider-not-found")
    if operation.start <= PRESENT:
        return state, Refused("slot-in-past")
    schedule = state.provider.schedule
    if schedule is None or not offers(schedule, operation.start, schedule.duration):
        return state, Refused("slot-not-offered")
    if caller.customer and not state.may_book(caller.customer, max_open):
        return state, Refused("too-many-open-appointments")
    booked = AppointmentRecord(
        operation.label,
        operation.start,
        schedule.duration,
        is_confirmed=True,
        version=1,
        customer=operation.customer,
    )
    if not state.has_room(booked):
        return state, Refused("slot-taken")
    made_with = {**state.made_with, operation.label: operation.start}
    counted = state.counted | ({operation.label} if caller.customer else frozenset())
    return replace(state.with_appointment(booked), made_with=made_with, counted=counted), Answered(booked)


def _reschedule(  # noqa: PLR0911  # one for each case
    state: State, record: AppointmentRecord, operation: Reschedule
) -> tuple[State, Outcome]:
    if record.is_confirmed and operation.start == record.start:
        return state, Answered(record)
    if operation.if_match not in (None, record.version):
        return state, Refused("version-mismatch")
    if not record.is_confirmed:
        return state, Refused("appointment-cancelled")
    if operation.start <= PRESENT:
        return state, Refused("slot-in-past")
    schedule = state.provider.schedule if state.provider else None
    if not offers(schedule, operation.start, record.minutes):
        return state, Refused("slot-not-offered")
    moved = replace(record, start=operation.start, version=record.version + 1)
    if not state.has_room(moved):
        return state, Refused("slot-taken")
    return state.with_appointment(moved), Answered(moved)


def _cancel(state: State, record: AppointmentRecord, operation: Cancel) -> tuple[State, Outcome]:
    if not record.is_confirmed and operation.reason not in (None, record.reason):
        return state, Refused("appointment-cancelled")
    if not record.is_confirmed:
        return state, Answered(record)
    if operation.if_match not in (None, record.version):
        return state, Refused("version-mismatch")
    cancelled = replace(record, is_confirmed=False, version=record.version + 1, reason=operation.reason)
    return state.with_appointment(cancelled), Answered(cancelled)
