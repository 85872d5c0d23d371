"""What the rules look at: a history with what follows from it, and what they find."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tests.proofs.histories.checker_in_force import InForce
from tests.proofs.histories.checker_sightings import Lifetime, homes, lifetimes
from tests.proofs.histories.history import Answered, AppointmentRecord, Book, FinalState, Recorded
from tests.proofs.histories.model import MAX_OPEN


@dataclass(frozen=True, slots=True)
class Violation:
    kind: str
    detail: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.detail}"


class Whole:
    """What the histories of all providers tell together.

    `customers`: whose the appointments are, by label. `found`: the records of the final tables, by label. `homes`: with
    which providers an appointment may ever have stood, by label. `now`: the minute at which all calls were made, if
    anything starts before it.
    """

    def __init__(self, parts: Sequence[tuple[Sequence[Recorded], FinalState]], now: int = 0) -> None:
        self.now = now
        self.finals = [final for _, final in parts]
        self.calls = sorted((call for calls, _ in parts for call in calls), key=lambda call: call.start)
        self.ids: dict[str, set[str]] = defaultdict(set)
        for final in self.finals:
            for appointment_id, record in final.appointments.items():
                self.ids[record.label].add(appointment_id)
        for call in self.calls:
            match call.outcome:
                case Answered(record=AppointmentRecord(label=label), id=appointment_id):
                    self.ids[label].add(appointment_id)
        booked = [call.operation for call in self.calls if isinstance(call.operation, Book)]
        self.customers = {booking.label: booking.customer for booking in booked}
        self.labels = {i: label for label, ids in self.ids.items() for i in ids}
        self.appointments = {i: record for final in self.finals for i, record in final.appointments.items()}
        self.found = {record.label: record for record in self.appointments.values()}
        self.homes = homes(self.calls, self.labels)

    @cached_property
    def lifetimes(self) -> list[Lifetime]:
        return lifetimes(self.calls, self.labels, self.found)

    @cached_property
    def rules(self) -> Sequence[InForce]:
        """Of each provider."""
        return [InForce([call for call in self.calls if call.provider == n]) for n in range(len(self.finals))]


class History:
    """One provider's calls and final table. An appointment's calls are with the provider where it was booked.

    `max_open`: how many open appointments a customer may have with the provider.
    """

    def __init__(self, whole: Whole, number: int, max_open: int = MAX_OPEN) -> None:
        self.whole = whole
        self.number = number
        self.calls = [call for call in whole.calls if call.provider == number]
        self.final = whole.finals[number]
        self.max_open = max_open
        self.labels, self.customers, self.found = whole.labels, whole.customers, whole.found

    def lifetimes(self) -> list[Lifetime]:
        """Of all appointments, wherever they stood."""
        return self.whole.lifetimes

    def confirmed(self) -> list[Lifetime]:
        """Of those that stood with this provider."""
        return [life for life in self.whole.lifetimes if life.record.is_confirmed and self.has(life.record)]

    def has(self, record: AppointmentRecord) -> bool:
        return record.provider == self.number

    @property
    def standing(self) -> dict[str, AppointmentRecord]:
        """By id, what stands with this provider in the end; also what is cancelled."""
        return {i: record for i, record in self.whole.appointments.items() if self.has(record)}

    @property
    def rules(self) -> InForce:
        return self.whole.rules[self.number]
