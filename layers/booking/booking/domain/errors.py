"""What can be wrong with a request, as facts. `booking.http.problems` turns each into one answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from booking.domain.instants import zoned_text
from booking.domain.intervals import Interval
from booking.domain.zones import zone


@dataclass(frozen=True, slots=True)
class FieldError:
    """One bad field, written as the client wrote it (`weeklySchedule.monday[0].start`), and what would be right."""

    field: str
    message: str


class BookingError(Exception):
    """Every refusal of the service. Nothing was written when one is raised, except where `Busy` says otherwise."""


class ValidationFailed(BookingError):
    """The input breaks rules; `errors` names every field that does."""

    def __init__(self, errors: Sequence[FieldError]) -> None:
        super().__init__("; ".join(f"{error.field}: {error.message}" for error in errors))
        self.errors = tuple(errors)


class ProviderNotFound(BookingError):
    def __init__(self, provider_id: str) -> None:
        super().__init__(f"There is no provider {provider_id!r}.")
        self.provider_id = provider_id


class AppointmentNotFound(BookingError):
    def __init__(self, appointment_id: str) -> None:
        super().__init__(f"There is no appointment {appointment_id!r}.")
        self.appointment_id = appointment_id


class SlotNotOffered(BookingError):
    """The start is not one that the provider's schedule offers, or lies beyond the booking horizon."""

    def __init__(self, start: datetime) -> None:
        super().__init__(f"{start.isoformat()} is not a start that the provider's schedule offers.")
        self.start = start


class SlotInPast(BookingError):
    def __init__(self, start: datetime) -> None:
        super().__init__(f"{start.isoformat()} is not in the future.")
        self.start = start


class SlotTaken(BookingError):
    """Another appointment claims a part of the interval.

    `alternatives`: the nearest free ones, nearest first; `timezone`: the provider's, in which they are to be told.
    """

    def __init__(self, start: datetime, alternatives: Sequence[Interval], timezone: str) -> None:
        super().__init__(f"{zoned_text(start, zone(timezone))} is taken by another appointment.")
        self.start = start
        self.alternatives = tuple(alternatives)
        self.timezone = timezone


class AppointmentIsCancelled(BookingError):
    def __init__(self, appointment_id: str) -> None:
        super().__init__(f"The appointment {appointment_id!r} is cancelled; a new one can be booked instead.")
        self.appointment_id = appointment_id


class AppointmentHasStarted(BookingError):
    def __init__(self, appointment_id: str) -> None:
        super().__init__(f"The appointment {appointment_id!r} has started; it can be neither moved nor cancelled.")
        self.appointment_id = appointment_id


class VersionMismatch(BookingError):
    """The client asked for a write on a version (`If-Match`) that is not the current one."""

    def __init__(self, current: int) -> None:
        super().__init__(f"The record is at version {current}; read it again and repeat the change on that version.")
        self.current = current


class IdempotencyKeyReused(BookingError):
    """The key has made an entity from other input than this."""

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key was used with another request; use a new key for a new request.")


class Busy(BookingError):
    """The write did not come through in time; it may yet have been made if its last answer was lost.

    `retry_after` is in seconds. A repeat under the same Idempotency-Key or If-Match is safe.
    """

    def __init__(self, retry_after: int = 1) -> None:
        super().__init__("The service could not finish the request in time; repeat it after a moment.")
        self.retry_after = retry_after
