"""The reasons to refuse a request about an appointment."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from booking.appointments.attendance import Attendance, WhyNot
from booking.calls.refusals import Conflict, Invalid, NotFound, Refusal
from booking.rules.against import Against
from booking.time.instants import zoned_text
from booking.time.intervals import Interval
from booking.time.zones import zone


class AppointmentNotFound(NotFound):
    """No appointment has this id, or the caller may not see it."""

    code = "appointment-not-found"
    title = "No such appointment"

    def __init__(self, appointment_id: str) -> None:
        super().__init__(f"There is no appointment {appointment_id!r}.")
        self.appointment_id = appointment_id


class StartRefused(Refusal):
    """There are reasons against the start.

    `alternatives`: the nearest openings, nearest first. Clients get them in `timezone`, the provider's.
    """

    def __init__(self, reasons: Sequence[Against], alternatives: Sequence[Interval], timezone: str) -> None:
        super().__init__(" ".join(each.detail for each in reasons))
        self.reasons = tuple(reasons)
        self.alternatives = tuple(alternatives)
        self.timezone = timezone

    def members(self) -> Mapping[str, Any]:
        tz = zone(self.timezone)
        return {
            "reasons": [
                {"code": each.reason.value, "detail": each.detail, "overridable": each.is_overridable}
                for each in self.reasons
            ],
            "alternatives": [
                {"startTime": zoned_text(each.start, tz), "endTime": zoned_text(each.end, tz)}
                for each in self.alternatives
            ],
        }


class SlotNotOffered(StartRefused, Invalid):
    """The rules of the provider or the service are against the start."""

    code = "slot-not-offered"
    title = "The start is not offered"


class SlotInPast(StartRefused, Invalid):
    """The start is not in the future."""

    code = "slot-in-past"
    title = "The start is in the past"


class SlotTaken(StartRefused, Conflict):
    """Another appointment claims a part of the time, or of the buffers around it. The rules allow the start."""

    code = "slot-taken"
    title = "The slot is taken"


class TooLateToChange(Conflict):
    """A customer can no longer cancel or move the appointment itself. Times are in `timezone`, the provider's."""

    code = "too-late-to-change"
    title = "Too late to change"

    def __init__(self, appointment_id: str, cutoff: datetime, timezone: str) -> None:
        at = zoned_text(cutoff, zone(timezone))
        super().__init__(f"The appointment {appointment_id!r} could be changed until {at}. Call the provider.")
        self.appointment_id = appointment_id
        self.cutoff = cutoff
        self.timezone = timezone

    def members(self) -> Mapping[str, Any]:
        return {"cutoffAt": zoned_text(self.cutoff, zone(self.timezone))}


class TooManyOpenAppointments(Conflict):
    """The customer has as many open appointments with the provider as a customer may book."""

    code = "too-many-open-appointments"
    title = "Too many open appointments"

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"You already have the {limit} open appointments that a customer may have with one provider. "
            "Cancel one, or book again when one is over."
        )
        self.limit = limit


class AppointmentIsCancelled(Conflict):
    """The appointment is cancelled: it can no longer be moved, nobody is expected, and the reason cannot be changed."""

    code = "appointment-cancelled"
    title = "The appointment is cancelled"

    def __init__(self, appointment_id: str, consequence: str = "it cannot be moved. Book a new one") -> None:
        super().__init__(f"The appointment {appointment_id!r} is already cancelled, and {consequence}.")
        self.appointment_id = appointment_id


class AppointmentHasStarted(Conflict):
    code = "appointment-started"
    title = "The appointment has started"

    def __init__(self, appointment_id: str) -> None:
        super().__init__(f"The appointment {appointment_id!r} has started. It can no longer be moved or cancelled.")
        self.appointment_id = appointment_id


class AttendanceNotPossible(Conflict):
    """It is too early to say so, or too late to correct it. Times are in `timezone`, the provider's."""

    code = "attendance-not-possible"
    title = "The attendance cannot be set now"

    def __init__(self, appointment_id: str, step: Attendance, why_not: WhyNot, timezone: str) -> None:
        bound = zoned_text(why_not.bound, zone(timezone))
        when = f"could be corrected until {bound}" if why_not.is_too_late else f"can be {step} from {bound} on"
        super().__init__(f"The appointment {appointment_id!r} {when}.")
        self.appointment_id = appointment_id


class RestReleased(Conflict):
    """The rest of the appointment's time was released, and may be taken by somebody else."""

    code = "rest-released"
    title = "The rest of the time was released"

    def __init__(self, appointment_id: str) -> None:
        super().__init__(
            f"The rest of the appointment {appointment_id!r} was released. It can be COMPLETED or NO_SHOW, and no "
            "longer EXPECTED or ARRIVED. Book a new one if the customer still comes."
        )
        self.appointment_id = appointment_id
