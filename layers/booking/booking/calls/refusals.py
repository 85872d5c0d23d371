"""What can be wrong with a request, as facts. Each refusal is of one family, to which `booking.http` gives a status."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, NamedTuple


class FieldError(NamedTuple):
    """One bad field, written as the client wrote it (`weeklySchedule.monday[0].start`), and what would be right."""

    field: str
    message: str


class Refusal(Exception):
    """Every refusal of the service. Nothing was written when one is raised, except where `Busy` says otherwise.

    `code` is what clients go by; `title` says the same in words. The text is a sentence about this very case.
    """

    code: ClassVar[str]
    title: ClassVar[str]

    def members(self) -> Mapping[str, Any]:
        """What a client gets besides the sentence, as JSON values."""
        return {}


class Invalid(Refusal):
    """The input breaks a rule, whatever is stored."""


class NotFound(Refusal):
    """What the request names does not exist."""


class Conflict(Refusal):
    """What is stored stands against it."""


class ValidationFailed(Invalid):
    """The input breaks rules; `errors` names every field that does."""

    code = "validation-failed"
    title = "The request is invalid"

    def __init__(self, errors: Sequence[FieldError]) -> None:
        super().__init__("; ".join(f"{error.field}: {error.message}" for error in errors))
        self.errors = tuple(errors)


class IdempotencyKeyReused(Invalid):
    """The key has made an entity from other input than this."""

    code = "idempotency-key-reused"
    title = "The Idempotency-Key belongs to another request"

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key was used with another request; use a new key for a new request.")


class VersionMismatch(Refusal):
    """The client asked for a write on a version (`If-Match`) that is not the current one."""

    code = "version-mismatch"
    title = "The record has changed"

    def __init__(self, current: int, *, has_weak_tags: bool = False) -> None:
        advice = (
            'A weak tag (W/"...") never matches. Read it again and send its ETag without W/.'
            if has_weak_tags
            else "Read it again and repeat the change."
        )
        super().__init__(f"The record is at version {current}, which If-Match does not name. {advice}")
        self.current = current


class Busy(Refusal):
    """The write did not come through in time; it may yet have been made if its last answer was lost.

    `retry_after` is in seconds. A repeat under the same Idempotency-Key or If-Match is safe. `may_stand`: whether an
    attempt that was not answered may have been carried out.
    """

    code = "busy"
    title = "The service is busy"

    def __init__(self, retry_after: int = 1, *, may_stand: bool = False) -> None:
        super().__init__("The service could not finish the request in time. Please retry shortly.")
        self.retry_after = retry_after
        self.may_stand = may_stand
