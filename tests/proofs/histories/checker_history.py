"""What the rules look at: a history with what follows from it, and what they find."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from tests.proofs.histories.checker_sightings import Lifetime, lifetimes
from tests.proofs.histories.history import Answered, AppointmentRecord, Book, FinalState, Recorded
from tests.proofs.histories.model import MAX_OPEN


@dataclass(frozen=True, slots=True)
class Violation:
    kind: str
    detail: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.detail}"


class History:
    """A provider's calls and final table, with the ids and labels of its appointments as both tell them.

    `max_open`: how many open appointments a customer may have with the provider.
    """

    def __init__(self, calls: Sequence[Recorded], final: FinalState, max_open: int = MAX_OPEN) -> None:
        self.calls = sorted(calls, key=lambda call: call.start)
        self.final = final
        self.max_open = max_open
        self.ids: dict[str, set[str]] = defaultdict(set)
        for appointment_id, record in final.appointments.items():
            self.ids[record.label].add(appointment_id)
        for call in self.calls:
            match call.outcome:
                case Answered(record=AppointmentRecord(label=label), id=appointment_id):
                    self.ids[label].add(appointment_id)
        booked = [call.operation for call in self.calls if isinstance(call.operation, Book)]
        self.customers = {booking.label: booking.customer for booking in booked}
        self.labels = {i: label for label, ids in self.ids.items() for i in ids}
        self.found = {record.label: record for record in final.appointments.values()}

    def lifetimes(self) -> list[Lifetime]:
        return lifetimes(self.calls, self.labels, self.found)
