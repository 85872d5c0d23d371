"""Finds calls that may depend on one another. Two calls that share nothing may take effect in either order.

A footprint is rather too large than too small: it contains every time that the history ever gives an appointment.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from tests.proofs.histories.callers import Party
from tests.proofs.histories.checker_sightings import homes
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
    Reactivate,
    ReadAppointment,
    ReadProvider,
    ReadTimeOff,
    Recorded,
    RemoveTimeOff,
    Reschedule,
    RetireService,
    SetAttendance,
    SetOverride,
    SetService,
    SetTimeOff,
)

type Thing = str | tuple[str | int, int]
"""An appointment's label. Or with a provider's number: that provider, its limits, a customer, or a slot's minute."""

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
    limited = any(map(_limits, calls))
    starts: dict[str, set[int]] = defaultdict(set)
    lengths: dict[str, set[int]] = defaultdict(lambda: {longest})
    customers = {
        call.operation.label: call.operation.customer
        for call in calls
        if isinstance(call.operation, Book) and call.operation.customer
    }
    for call in calls:
        match call.operation:
            case Book(label, start):
                starts[label].add(start)
            case Reschedule(appointment_id, start):
                starts[labels.get(appointment_id, "")].add(start)
                lengths[labels.get(appointment_id, "")].add(call.operation.duration or 0)
        match call.outcome:
            case Answered(record=AppointmentRecord() as record):
                starts[record.label].add(record.start)
                lengths[record.label].add(record.minutes)
    known = homes(calls, labels)
    places = {
        label: {
            (slot, provider)
            for start in starts[label]
            for slot in _slots(start, max(lengths[label]), buffer)
            for provider in known.get(label, ())
        }
        for label in starts
    }
    made = _Footprints(labels, places, customers, known, limited=limited)
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


def _slots(start: int, minutes: int, buffer: int) -> set[int]:
    return {*range(start // _SLOT * _SLOT - buffer, start + minutes + buffer, _SLOT)}


@dataclass(frozen=True, slots=True)
class _Footprints:
    """`places`, `customers` and `homes` of appointments, by label. `limited`: whether a limit was ever set."""

    labels: Mapping[str, str]
    places: Mapping[str, AbstractSet[tuple[int, int]]]
    customers: Mapping[str, str]
    homes: Mapping[str, frozenset[int]]
    limited: bool

    def of(self, call: Recorded) -> Footprint:  # noqa: C901, PLR0911  # one for each case
        nothing = frozenset[Thing]()
        provider = frozenset[Thing]({(PROVIDER, call.provider)})
        match call.operation:
            case CreateProvider() | ChangeSchedule() | ChangeProvider() | Deactivate() | Reactivate():
                return Footprint(nothing, provider)
            case SetService() | RetireService() | SetOverride() | SetTimeOff() | RemoveTimeOff():
                return Footprint(nothing, provider)
            case ReadProvider() | ReadTimeOff():
                return Footprint(provider, nothing)
            case IsProvider(providers=providers):
                return Footprint(_providers(providers), nothing)
            case Book(label):
                booked = self._places(label, {call.provider}) | self._list(label, {call.provider})
                return Footprint(provider, booked | self._limits({call.provider}))
            case ReadAppointment(appointment_id):
                label = self.labels.get(appointment_id, "")
                return Footprint(self._right(call, label) | {label}, nothing)
            case Reschedule(appointment_id):
                label = self.labels.get(appointment_id, "")
                numbers = self._numbers(call, label)
                listed = self._list(label, numbers) if call.operation.provider is not None else nothing
                moved = self._places(label, numbers) | listed
                return Footprint(_providers(numbers), moved | self._limits(numbers))
            case Keep(appointment_id) | Correct(appointment_id):
                label = self.labels.get(appointment_id, "")
                return Footprint(self._right(call, label), frozenset({label}))
            case SetAttendance(appointment_id):
                label = self.labels.get(appointment_id, "")
                return Footprint(self._right(call, label), self._places(label, self._numbers(call, label)))
            case Cancel(appointment_id):
                label = self.labels.get(appointment_id, "")
                numbers = self._numbers(call, label)
                freed = self._places(label, numbers)
                match call.outcome:
                    case Answered(record=AppointmentRecord() as record):
                        numbers = frozenset({record.provider})
                        slots = _slots(record.start, record.minutes, max(record.before, record.after))
                        freed = frozenset({label, *((slot, record.provider) for slot in slots)})
                freed |= self._list(label, numbers)
                return Footprint(self._right(call, label), freed | self._limits(numbers))
            case _:
                raise ValueError(call.operation)

    def _numbers(self, call: Recorded, label: str) -> frozenset[int]:
        """Of the providers with whom it may stand."""
        return self.homes.get(label, frozenset({call.provider}))

    def _places(self, label: str, numbers: AbstractSet[int]) -> frozenset[Thing]:
        """The appointment and its slots."""
        return frozenset({label, *((slot, number) for slot, number in self.places.get(label, ()) if number in numbers)})

    def _list(self, label: str, numbers: AbstractSet[int]) -> frozenset[Thing]:
        """Its customer's open appointments."""
        customer = self.customers.get(label)
        return frozenset((customer, number) for number in numbers) if customer else frozenset()

    def _limits(self, numbers: AbstractSet[int]) -> frozenset[Thing]:
        """What every appointment changes if any limit was set."""
        return frozenset((LIMITS, number) for number in numbers) if self.limited else frozenset()

    def _right(self, call: Recorded, label: str) -> frozenset[Thing]:
        """The right of a provider depends on whose subject the provider has."""
        return _providers(self._numbers(call, label)) if call.caller.party is Party.PROVIDER else frozenset()


def _providers(numbers: AbstractSet[int]) -> frozenset[Thing]:
    return frozenset((PROVIDER, number) for number in numbers)


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
