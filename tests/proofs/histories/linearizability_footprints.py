"""Finds calls that may depend on one another. Two calls that share nothing may take effect in either order.

A footprint is rather too large than too small: it contains every time that the history ever gives an appointment.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.proofs.histories.callers import Party
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
    Reactivate,
    ReadAppointment,
    ReadProvider,
    ReadTimeOff,
    Recorded,
    RemoveTimeOff,
    Reschedule,
    RetireService,
    SetOverride,
    SetService,
    SetTimeOff,
)

type Thing = str | int
"""The provider, its limits, a customer, an appointment's label, or a slot's minute."""

PROVIDER = "the provider"
LIMITS = "the limits"
_SLOT = 5


@dataclass(frozen=True, slots=True)
class Footprint:
    """What a call reads and what it may write."""

    reads: frozenset[Thing]
    writes: frozenset[Thing]

    def depends_on(self, other: "Footprint") -> bool:
        return not (
            self.writes.isdisjoint(other.writes)
            and self.writes.isdisjoint(other.reads)
            and self.reads.isdisjoint(other.writes)
        )


def footprints(calls: Sequence[Recorded], labels: Mapping[str, str]) -> dict[int, Footprint]:
    """Of every call, by its number."""
    longest = max((_duration(call) for call in calls), default=0)
    buffer = max((minutes for call in calls for minutes in _buffers(call)), default=0)
    limits = frozenset({LIMITS}) if any(map(_limits, calls)) else frozenset[Thing]()
    places: dict[str, set[Thing]] = defaultdict(set)
    customers: dict[str, set[str]] = defaultdict(set)
    for call in calls:
        match call.operation:
            case Book(label, start):
                places[label] |= _slots(start, longest, buffer)
                customers[label] = {customer} if (customer := call.operation.customer) else set()
            case Reschedule(appointment_id, start):
                places[labels.get(appointment_id, "")] |= _slots(start, longest, buffer)
        match call.outcome:
            case Answered(record=AppointmentRecord() as record):
                places[record.label] |= _slots(record.start, record.minutes, buffer)
    made = _Footprints(labels, places, customers, limits)
    return {call.number: made.of(call) for call in calls}


def _duration(call: Recorded) -> int:
    match call.operation:
        case ChangeSchedule(schedule):
            return schedule.duration
        case SetService(duration=duration):
            return duration
        case _:
            return 0


def _rules(call: Recorded) -> dict[str, str | int | None]:
    match call.operation:
        case ChangeProvider(details):
            return dict(details)
        case SetService(rules=rules):
            return {**dict(rules)}
        case _:
            return {}


def _buffers(call: Recorded) -> list[int]:
    rules = _rules(call)
    return [int(rules.get(name) or 0) for name in ("bufferBefore", "bufferAfter")]


def _limits(call: Recorded) -> bool:
    return any(_rules(call).get(name) for name in ("maxPerDay", "maxPerWeek"))


def _slots(start: int, minutes: int, buffer: int) -> set[Thing]:
    return {*range(start // _SLOT * _SLOT - buffer, start + minutes + buffer, _SLOT)}


@dataclass(frozen=True, slots=True)
class _Footprints:
    """`places` and `customers` of appointments, by label. `limits`: what every appointment changes if any was set."""

    labels: Mapping[str, str]
    places: Mapping[str, set[Thing]]
    customers: Mapping[str, set[str]]
    limits: frozenset[Thing]

    def of(self, call: Recorded) -> Footprint:  # noqa: PLR0911  # one for each case
        nothing = frozenset[Thing]()
        match call.operation:
            case CreateProvider() | ChangeSchedule() | ChangeProvider() | Deactivate() | Reactivate():
                return Footprint(nothing, frozenset({PROVIDER}))
            case SetService() | RetireService() | SetOverride() | SetTimeOff() | RemoveTimeOff():
                return Footprint(nothing, frozenset({PROVIDER}))
            case ReadProvider() | IsProvider() | ReadTimeOff():
                return Footprint(frozenset({PROVIDER}), nothing)
            case Book(label):
                made = frozenset({label, *self.places[label], *self.customers[label]})
                return Footprint(frozenset({PROVIDER}), made | self.limits)
            case ReadAppointment(appointment_id):
                label = self.labels.get(appointment_id, "")
                return Footprint(frozenset({label, *_for_its_right(call)}), nothing)
            case Reschedule(appointment_id):
                label = self.labels.get(appointment_id, "")
                return Footprint(frozenset({PROVIDER}), frozenset({label, *self.places.get(label, ())}) | self.limits)
            case Keep(appointment_id):
                label = self.labels.get(appointment_id, "")
                return Footprint(_for_its_right(call), frozenset({label}))
            case Cancel(appointment_id):
                label = self.labels.get(appointment_id, "")
                match call.outcome:
                    case Answered(record=AppointmentRecord() as record):
                        freed = _slots(record.start, record.minutes, max(record.before, record.after))
                    case _:
                        freed = {*self.places.get(label, ())}
                freed |= {label, *self.customers.get(label, ())}
                return Footprint(_for_its_right(call), frozenset(freed) | self.limits)
            case _:
                raise ValueError(call.operation)


def _for_its_right(call: Recorded) -> frozenset[Thing]:
    """The right of a provider depends on whose subject the provider has."""
    return frozenset({PROVIDER}) if call.caller.party is Party.PROVIDER else frozenset()


def closure(due: Recorded, others: Sequence[Recorded], known: Mapping[int, Footprint]) -> list[Recorded]:
    """Those of the other calls that the due one depends on, directly or by way of one another, in their order."""
    reached, grown = [known[due.number]], True
    left, inside = [*others], set[int]()
    while grown:
        grown = False
        for call in left:
            if any(footprint.depends_on(known[call.number]) for footprint in reached):
                inside.add(call.number)
                reached.append(known[call.number])
                grown = True
        left = [call for call in left if call.number not in inside]
    return [call for call in others if call.number in inside]
