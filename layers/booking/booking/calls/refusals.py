"""The reasons to refuse a request. Each refusal belongs to one family; `booking.http` gives each family a status."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, NamedTuple


class FieldError(NamedTuple):
    """One wrong field. `field` is its path in the request (`weeklySchedule.monday[0].start`).

    `message` says what would be right.
    """

    field: str
    message: str


class Refusal(Exception):
    """The base of all refusals. When one is raised, nothing was written; `Busy` is the exception.

    Clients branch on `code`; `title` says the same in words. The exception's text is a sentence about this one case.
    """

    code: ClassVar[str]
    title: ClassVar[str]

    def members(self) -> Mapping[str, Any]:
        """Further members of the client's answer, as JSON values."""
        return {}


class Invalid(Refusal):
    """The input breaks a rule, whatever is stored."""


class NotFound(Refusal):
    """The request names something that does not exist."""


class Conflict(Refusal):
    """The request contradicts the stored data."""


class Unauthorized(Refusal):
    """The request has no token, or one that is not accepted."""

    code = "unauthorized"
    title = "A valid token is needed"

    def __init__(self, fault: str = "The request has no token", *, is_refused: bool = False) -> None:
        """`is_refused`: there was a token."""
        super().__init__(f"{fault}. Send an access token: 'Authorization: Bearer <token>'.")
        self.is_refused = is_refused


class Forbidden(Refusal):
    """The caller may see what the request is about, but may not do this. `action` says what, as in `book ...`."""

    code = "forbidden"
    title = "Not allowed"

    def __init__(self, action: str) -> None:
        super().__init__(f"Your token does not allow you to {action} here.")


class ValidationFailed(Invalid):
    """The input breaks rules. `errors` lists every field to fix."""

    code = "validation-failed"
    title = "The request is invalid"

    def __init__(self, errors: Sequence[FieldError]) -> None:
        super().__init__("; ".join(f"{error.field}: {error.message}" for error in errors))
        self.errors = tuple(errors)


class IdempotencyKeyReused(Invalid):
    """The key was already used with different input."""

    code = "idempotency-key-reused"
    title = "The Idempotency-Key belongs to another request"

    def __init__(self) -> None:
        super().__init__(
            "The Idempotency-Key was already used with a different request. Use a new key for a new request."
        )


class VersionMismatch(Refusal):
    """The current version is not one that the client named in `If-Match`."""

    code = "version-mismatch"
    title = "The record has changed"

    def __init__(self, current: int, *, has_weak_tags: bool = False) -> None:
        advice = (
            'A weak tag (W/"...") never matches. Read it again and send its ETag without W/.'
            if has_weak_tags
            else "Read it again and repeat the change."
        )
        if current:
            super().__init__(f"The record is at version {current}, which If-Match does not name. {advice}")
        else:
            super().__init__("There is no record yet, so If-Match cannot name it. Send the request without If-Match.")
        self.current = current


class Busy(Refusal):
    """The request could not be finished in time. A write may still have been made if DynamoDB's answer was lost.

    `retry_after` is in seconds. A repeat with the same Idempotency-Key or If-Match is safe. `may_stand`: whether an
    unanswered attempt may have been carried out.
    """

    code = "busy"
    title = "The service is busy"

    def __init__(self, retry_after: int = 1, *, may_stand: bool = False) -> None:
        super().__init__("The service could not finish the request in time. Please retry shortly.")
        self.retry_after = retry_after
        self.may_stand = may_stand
