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
    IsProvider,
    ReadAppointment,
    ReadProvider,
    Recorded,
    Reschedule,
)

type Thing = str | int
"""The provider, a customer, an appointment's label, or a slot's minute."""

PROVIDER = "the provider"
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
    places: dict[str, set[Thing]] = defaultdict(set)
    customers: dict[str, set[str]] = defaultdict(set)
    for call in calls:
        match call.operation:
            case Book(label, start):
                places[label] |= _slots(start, longest)
                customers[label] = {customer} if (customer := call.operation.customer) else set()
            case Reschedule(appointment_id, start):
                places[labels.get(appointment_id, "")] |= _slots(start, longest)
        match call.outcome:
            case Answered(record=AppointmentRecord() as record):
                places[record.label] |= _slots(record.start, record.minutes)
    return {call.number: _footprint(call, labels, places, customers, longest) for call in calls}


def _duration(call: Recorded) -> int:
    return call.operation.schedule.duration if isinstance(call.operation, ChangeSchedule) else 0


def _slots(start: int, minutes: int) -> set[Thing]:
    return {*range(start // _SLOT * _SLOT, start + minutes, _SLOT)}


def _footprint(
    call: Recorded,
    labels: Mapping[str, str],
    places: Mapping[str, set[Thing]],
    customers: Mapping[str, set[str]],
    longest: int,
) -> Footprint:
    nothing = frozenset[Thing]()
    match call.operation:
        case CreateProvider() | ChangeSchedule() | ChangeProvider():
            return Footprint(nothing, frozenset({PROVIDER}))
        case ReadProvider() | IsProvider():
            return Footprint(frozenset({PROVIDER}), nothing)
        case Book(label, start):
            return Footprint(frozenset({PROVIDER}), frozenset({label, *_slots(start, longest), *customers[label]}))
        case ReadAppointment(appointment_id):
            return Footprint(frozenset({labels.get(appointment_id, ""), *_for_its_right(call)}), nothing)
        case Reschedule(appointment_id):
            label = labels.get(appointment_id, "")
            return Footprint(frozenset({PROVIDER}), frozenset({label, *places.get(label, ())}))
        case Cancel(appointment_id):
            label = labels.get(appointment_id, "")
            match call.outcome:
                case Answered(record=AppointmentRecord() as record):
                    freed = _slots(record.start, record.minutes)
                case _:
                    freed = {*places.get(label, ())}
            return Footprint(_for_its_right(call), frozenset({label, *freed, *customers.get(label, ())}))
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
