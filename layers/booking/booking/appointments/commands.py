"""Commands: the input of the use cases that write. Each value is valid on its own."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from booking.appointments.appointment import Corrections, Details
from booking.appointments.attendance import Attendance
from booking.appointments.moves import Move, OfService
from booking.calls.precondition import ANY_VERSION, Precondition
from booking.rules.reasons import Reason


class CreateAppointment(NamedTuple):
    """`override`: the reasons against the start that are to be skipped.

    `sent`: the fields as the client sent them. They tell a repeat with the same key from a different request.
    """

    provider_id: str
    start: datetime
    details: Details
    idempotency_key: str | None = None
    sent: Mapping[str, Any] | None = None
    service_id: str | None = None
    override: Collection[Reason] = ()


class RescheduleAppointment(NamedTuple):
    """What is None stays as it is. `duration` is in minutes."""

    appointment_id: str
    start: datetime
    precondition: Precondition = ANY_VERSION
    override: Collection[Reason] = ()
    provider_id: str | None = None
    service: OfService | None = None
    duration: int | None = None

    @property
    def move(self) -> Move:
        return Move(self.start, self.provider_id, self.service, self.duration, self.override)


class SetAttendance(NamedTuple):
    """`releases_rest`: whether others may have what is left of the time."""

    appointment_id: str
    attendance: Attendance
    releases_rest: bool = False
    precondition: Precondition = ANY_VERSION


class UpdateAppointment(NamedTuple):
    appointment_id: str
    corrections: Corrections
    precondition: Precondition = ANY_VERSION


class KeepAppointment(NamedTuple):
    appointment_id: str
    precondition: Precondition = ANY_VERSION


class CancelAppointment(NamedTuple):
    appointment_id: str
    reason: str | None = None
    precondition: Precondition = ANY_VERSION
