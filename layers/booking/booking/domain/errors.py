"""What can be wrong with a request, as facts. `booking.http.problems` turns each into one answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from booking.domain.instants import in_zone, zoned_text
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
    """There is none with this id, or none of this provider."""

    def __init__(self, appointment_id: str, *, of_provider: str | None = None) -> None:
        owner = f"The provider {of_provider!r} has no" if of_provider else "There is no"
        super().__init__(f"{owner} appointment {appointment_id!r}.")
        self.appointment_id = appointment_id


class SlotNotOffered(BookingError):
    """The provider offers no such start. `why` says it in a sentence, in the provider's zone.

    `provider_id` and `day` (in its zone) say where others are offered, None where none are; `appointment_id` is of the
    appointment that was to be moved.
    """

    def __init__(
        self,
        start: datetime,
        why: str,
        *,
        provider_id: str | None = None,
        day: date | None = None,
        appointment_id: str | None = None,
    ) -> None:
        super().__init__(why)
        self.start = start
        self.provider_id = provider_id
        self.day = day
        self.appointment_id = appointment_id


class SlotInPast(BookingError):
    """`timezone`: the provider's, in which the start is told."""

    def __init__(self, start: datetime, timezone: str) -> None:
        super().__init__(f"{in_zone(start, zone(timezone)).isoformat()} is not in the future.")
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
    """It cannot be moved any more, nor can the reason of its cancellation be changed."""

    def __init__(self, appointment_id: str, *, has_other_reason: bool = False) -> None:
        advice = "its reason cannot be changed" if has_other_reason else "it cannot be moved. Book a new one"
        super().__init__(f"The appointment {appointment_id!r} is already cancelled, and {advice}.")
        self.appointment_id = appointment_id


class AppointmentHasStarted(BookingError):
    def __init__(self, appointment_id: str) -> None:
        super().__init__(f"The appointment {appointment_id!r} has started; it can be neither moved nor cancelled.")
        self.appointment_id = appointment_id


class VersionMismatch(BookingError):
    """The client asked for a write on a version (`If-Match`) that is not the current one."""

    def __init__(self, current: int, *, has_weak_tags: bool = False) -> None:
        advice = (
            'A weak tag (W/"...") never matches. Read it again and send its ETag without W/.'
            if has_weak_tags
            else "Read it again and repeat the change."
        )
        super().__init__(f"The record is at version {current}, which If-Match does not name. {advice}")
        self.current = current


class IdempotencyKeyReused(BookingError):
    """The key has made an entity from other input than this."""

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key was used with another request; use a new key for a new request.")


class Busy(BookingError):
    """The write did not come through in time; it may yet have been made if its last answer was lost.

    `retry_after` is in seconds. A repeat under the same Idempotency-Key or If-Match is safe. `may_stand`: whether an
    attempt that was not answered may have been carried out.
    """

    def __init__(self, retry_after: int = 1, *, may_stand: bool = False) -> None:
        super().__init__("The service could not finish the request in time. Please retry shortly.")
        self.retry_after = retry_after
        self.may_stand = may_stand
