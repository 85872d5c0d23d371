"""Whether a customer came: the steps, and when each is possible. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum, StrEnum
from typing import NamedTuple

from booking.time.intervals import Interval

ARRIVES_BEFORE = timedelta(hours=12)
"""How long before the start somebody may have arrived."""

MISSING_AFTER = timedelta(minutes=10)
"""How long after the start nobody is missing yet."""

CORRECTED_WITHIN = timedelta(days=7)
"""How long after it was set an attendance may be corrected."""


class Attendance(StrEnum):
    EXPECTED = "EXPECTED"
    ARRIVED = "ARRIVED"
    COMPLETED = "COMPLETED"
    NO_SHOW = "NO_SHOW"


class Kind(Enum):
    """Of a step from one attendance to another."""

    NONE = "none"
    ONWARD = "onward"
    CORRECTION = "correction"


_NONE, _ON, _BACK = Kind.NONE, Kind.ONWARD, Kind.CORRECTION

STEPS: Mapping[Attendance, Mapping[Attendance, Kind]] = {
    before: dict(zip(Attendance, kinds, strict=True))
    for before, kinds in {
        #                       EXPECTED ARRIVED COMPLETED NO_SHOW
        Attendance.EXPECTED: (_NONE, _ON, _ON, _ON),
        Attendance.ARRIVED: (_BACK, _NONE, _ON, _BACK),
        Attendance.COMPLETED: (_BACK, _BACK, _NONE, _BACK),
        Attendance.NO_SHOW: (_BACK, _BACK, _BACK, _NONE),
    }.items()
}
"""What follows which. A correction says that the step before it was a mistake, or that somebody came after all."""

TAKES_TIME = frozenset({Attendance.EXPECTED, Attendance.ARRIVED})
"""Whoever is expected or there needs the time of the appointment."""

RELEASES = frozenset({Attendance.COMPLETED, Attendance.NO_SHOW})
"""With these the rest of the time may be released."""


class Attended(NamedTuple):
    """`at`: when it was set (UTC); None while nothing was."""

    attendance: Attendance = Attendance.EXPECTED
    at: datetime | None = None

    def why_not(self, step: Attendance, appointment: Interval, now: datetime) -> "WhyNot | None":
        """What is against the step now. A step to the same attendance changes nothing, so nothing is against it."""
        kind = STEPS[self.attendance][step]
        if kind is Kind.NONE:
            return None
        first = _first(step, appointment)
        if first is not None and now < first:
            return WhyNot(first, is_too_late=False)
        if kind is Kind.CORRECTION and self.at is not None and now > self.at + CORRECTED_WITHIN:
            return WhyNot(self.at + CORRECTED_WITHIN, is_too_late=True)
        return None

    def moved_to(self, appointment: Interval, now: datetime) -> "Attended":
        """After a move: who has arrived for the time before has arrived for the new one, too, if that is near."""
        first = _first(self.attendance, appointment)
        return Attended() if first is not None and now < first else self


NOT_YET = Attended()


class WhyNot(NamedTuple):
    """`bound`: from when on the step is possible; or until when it was, if it `is_too_late`."""

    bound: datetime
    is_too_late: bool


def _first(step: Attendance, appointment: Interval) -> datetime | None:
    """From when on the step is possible. None: always."""
    match step:
        case Attendance.EXPECTED:
            return None
        case Attendance.ARRIVED:
            return appointment.start - ARRIVES_BEFORE
        case Attendance.COMPLETED:
            return appointment.start
        case Attendance.NO_SHOW:
            return appointment.start + MISSING_AFTER
