"""The reasons to refuse a request about an appointment."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from booking.calls.refusals import Conflict, Invalid, NotFound
from booking.time.instants import zoned_text
from booking.time.intervals import Interval
from booking.time.zones import in_zone, zone


class AppointmentNotFound(NotFound):
    """No appointment has this id, or it belongs to another provider."""

    code = "appointment-not-found"
    title = "No such appointment"

    def __init__(self, appointment_id: str, *, of_provider: str | None = None) -> None:
        owner = f"The provider {of_provider!r} has no" if of_provider else "There is no"
        super().__init__(f"{owner} appointment {appointment_id!r}.")
        self.appointment_id = appointment_id


class SlotNotOffered(Invalid):
    """The provider does not offer this start. `why` is the reason, in sentences with times in the provider's zone.

    `provider_id` and `day` (in its zone) say where other starts are offered; None if none are. `appointment_id` is
    that of the appointment that was to be moved; None for a new one.
    """

    code = "slot-not-offered"
    title = "The start is not offered"

    def __init__(
        self,
        start: datetime,
        why: str,
        *,
        provider_id: str | None = None,
        day: date | None = None,
        appointment_id: str | None = None,
    ) -> None:
        query = f"?date={day}" + (f"&appointmentId={appointment_id}" if appointment_id else "")
        super().__init__(f"{why} See GET /api/providers/{provider_id}/availability{query}." if day else why)
        self.start = start
        self.provider_id = provider_id
        self.day = day
        self.appointment_id = appointment_id


class SlotInPast(Invalid):
    """The start is not in the future. The text gives it in `timezone`, the provider's."""

    code = "slot-in-past"
    title = "The start is in the past"

    def __init__(self, start: datetime, timezone: str) -> None:
        super().__init__(f"{in_zone(start, zone(timezone)).isoformat()} is not in the future. Choose a later start.")
        self.start = start


class SlotTaken(Conflict):
    """Another appointment claims a part of the interval.

    `alternatives`: the nearest free times, nearest first. Clients get them in `timezone`, the provider's.
    """

    code = "slot-taken"
    title = "The slot is taken"

    def __init__(self, start: datetime, alternatives: Sequence[Interval], timezone: str) -> None:
        super().__init__(f"{zoned_text(start, zone(timezone))} is taken by another appointment.")
        self.start = start
        self.alternatives = tuple(alternatives)
        self.timezone = timezone

    def members(self) -> Mapping[str, Any]:
        tz = zone(self.timezone)
        return {
            "alternatives": [
                {"startTime": zoned_text(each.start, tz), "endTime": zoned_text(each.end, tz)}
                for each in self.alternatives
            ]
        }


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
    """The appointment is cancelled: it can no longer be moved, and the reason cannot be changed."""

    code = "appointment-cancelled"
    title = "The appointment is cancelled"

    def __init__(self, appointment_id: str, *, has_other_reason: bool = False) -> None:
        advice = "its reason cannot be changed" if has_other_reason else "it cannot be moved. Book a new one"
        super().__init__(f"The appointment {appointment_id!r} is already cancelled, and {advice}.")
        self.appointment_id = appointment_id


class AppointmentHasStarted(Conflict):
    code = "appointment-started"
    title = "The appointment has started"

    def __init__(self, appointment_id: str) -> None:
        super().__init__(f"The appointment {appointment_id!r} has started. It can no longer be moved or cancelled.")
        self.appointment_id = appointment_id
