"""A sequential model of one provider: the promised answer to one operation after the other.

It is written from the rules of the API, with its own slot arithmetic, and imports nothing of the product. Its world is
small (a provider in UTC, the same windows every day, all of it far in the future) but complete: for every state and
operation there is exactly one answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from tests.proofs.histories.history import (
    Answered,
    AppointmentRecord,
    Book,
    Cancel,
    ChangeSchedule,
    CreateProvider,
    Operation,
    Outcome,
    ProviderRecord,
    ReadAppointment,
    ReadAvailability,
    ReadProvider,
    Refused,
    Reschedule,
    Schedule,
)

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
    """A provider and its appointments by label. `made_with` keeps the start that each was first asked for."""

    provider_name: str | None = None
    provider: ProviderRecord | None = None
    appointments: Mapping[str, AppointmentRecord] = field(default_factory=dict)
    made_with: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def key(self) -> tuple[object, ...]:
        """Equal for equal states, and hashable."""
        return self.provider_name, self.provider, frozenset(self.appointments.values())

    def has_room(self, wanted: AppointmentRecord) -> bool:
        return not any(
            other.is_confirmed and other.label != wanted.label and other.overlaps(wanted)
            for other in self.appointments.values()
        )

    def may_book(self, customer: str | None, max_open: int) -> bool:
        """All appointments are to come: only the cancelled ones make room."""
        booked = [each for each in self.appointments.values() if each.is_confirmed and each.customer == customer]
        return customer is None or len(booked) < max_open

    def with_appointment(self, record: AppointmentRecord) -> "State":
        return replace(self, appointments={**self.appointments, record.label: record})


class Model:
    """`labels`: of the appointments' ids, as the answers and the final table tell them. `max_open`: the limit."""

    def __init__(self, labels: Mapping[str, str], max_open: int = MAX_OPEN) -> None:
        self.labels = labels
        self._max_open = max_open

    def step(self, state: State, operation: Operation) -> tuple[State, Outcome]:  # noqa: PLR0911  # one for each case
        """The state after the operation (the very same object when nothing is written) and its answer."""
        match operation:
            case CreateProvider():
                return _create_provider(state, operation)
            case Book():
                return _book(state, operation, self._max_open)
            case ReadProvider():
                return state, Answered(state.provider) if state.provider else Refused("provider-not-found")
            case ChangeSchedule():
                return _change_schedule(state, operation)
            case ReadAvailability():
                raise ValueError("availability is no single-item read")
        record = state.appointments.get(self.labels.get(operation.id, ""))
        if record is None:
            return state, Refused("appointment-not-found")
        match operation:
            case ReadAppointment():
                return state, Answered(record)
            case Reschedule():
                return _reschedule(state, record, operation)
            case Cancel():
                return _cancel(state, record, operation)


def _create_provider(state: State, operation: CreateProvider) -> tuple[State, Outcome]:
    if state.provider is None:
        made = ProviderRecord(1, None)
        return replace(state, provider_name=operation.name, provider=made), Answered(made)
    if state.provider_name != operation.name:
        return state, Refused("idempotency-key-reused")
    return state, Answered(state.provider, is_replay=True)


def _change_schedule(state: State, operation: ChangeSchedule) -> tuple[State, Outcome]:
    if state.provider is None:
        return state, Refused("provider-not-found")
    if operation.if_match not in (None, state.provider.version):
        return state, Refused("version-mismatch")
    changed = ProviderRecord(state.provider.version + 1, operation.schedule)
    return replace(state, provider=changed), Answered(changed)


def _book(state: State, operation: Book, max_open: int) -> tuple[State, Outcome]:  # noqa: PLR0911  # one for each case
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
    if not state.may_book(operation.customer, max_open):
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
    return replace(state.with_appointment(booked), made_with=made_with), Answered(booked)


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
