"""What became of one appointment of a resolution, and of all of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from booking.appointments.appointment import Appointment, AppointmentChange
from booking.resolutions.resolution import Counts, Resolution


class OutcomeKind(StrEnum):
    """`OPEN`: it still stands, and a person has to look at it. `GONE`: it no longer stood there."""

    MOVED = "moved"
    CANCELLED = "cancelled"
    OPEN = "open"
    GONE = "gone"


class Outcome(NamedTuple):
    """`provider_id`: of the resolution. `moved_to`: of what was moved, the provider that it went to.

    `reason`: of what is open or gone, the code of the reason.
    """

    provider_id: str
    resolution_id: str
    appointment_id: str
    kind: OutcomeKind
    at: datetime
    moved_to: str | None = None
    reason: str | None = None


def outcome_in(after: Appointment) -> Outcome | None:
    """What a changed appointment says of the resolution that has changed it. None if none has."""
    change, previous = after.change, after.change.previous
    resolution_id, at = change.origin.resolution_id, change.origin.at
    if resolution_id is None:
        return None
    if change.type is AppointmentChange.CANCELLED:
        return Outcome(after.provider_id, resolution_id, after.id, OutcomeKind.CANCELLED, at)
    assert previous is not None, "a resolution cancels appointments, or moves them"
    return Outcome(previous.provider_id, resolution_id, after.id, OutcomeKind.MOVED, at, moved_to=after.provider_id)


class Progress(NamedTuple):
    """`outcomes`: by the appointment's id."""

    resolution: Resolution
    outcomes: Mapping[str, Outcome] = {}

    @property
    def left(self) -> Sequence[str]:
        """The ids of the planned appointments that have no outcome yet, by start."""
        return [each for each in self.resolution.planned or () if each not in self.outcomes]

    def of_kind(self, kind: OutcomeKind) -> Sequence[Outcome]:
        """By the start of the appointments, as they were planned."""
        found = (self.outcomes.get(each) for each in self.resolution.planned or ())
        return [each for each in found if each and each.kind is kind]

    @property
    def counts(self) -> Counts:
        moved, cancelled, is_open, gone = (len(self.of_kind(kind)) for kind in OutcomeKind)
        return Counts(moved, cancelled, is_open, gone, len(self.left))

    @property
    def updated_at(self) -> datetime:
        return max([self.resolution.record.updated_at, *(each.at for each in self.outcomes.values())])
