"""One request to DynamoDB, sent once. The other modules know a transport only as a `Send`.

Besides an answer there are five outcomes. They are the same for both transports, `wire` and `sdk`.
"""

import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from booking.dynamodb.codec import Item, from_wire
from booking.observability import SafeToLog

type Request = Mapping[str, Any]

type Answer = Mapping[str, Any]

type Send = Callable[[str, Request], Answer]
"""`send("GetItem", {...})`. Raises Unanswered, TurnedAway, Cancelled, ConditionFailed, Mistake."""

_TURNED_AWAY = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ThrottlingException",
        "TransactionConflictException",
    }
)

_LEFT_OPEN = frozenset({"TransactionInProgressException"})

_PASSING_REASONS = frozenset({"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})

_CONDITION_FAILED = "ConditionalCheckFailed"

_NOT_TO_BLAME = "None"

_SERVICE_FAILED = 500


class MayPass(Exception):
    """The same request may succeed later."""


class Unanswered(MayPass):
    """No answer came, or an answer that does not say whether the request was carried out."""


class TurnedAway(MayPass):
    """DynamoDB did not carry out the request, because of a throttle or a conflict with another request."""


class Reason(NamedTuple):
    """What DynamoDB says about one write of a cancelled transaction.

    `met`: the stored item if the write's condition failed; None if no item is stored. `is_passing`: a conflict or a
    throttle kept DynamoDB from checking the condition.
    """

    failed: bool = False
    is_passing: bool = False
    met: Item | None = None


class Cancelled(Exception):
    """A condition of the transaction failed; nothing was written. `reasons`: one for each write, in the same order."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        super().__init__("a condition of the transaction failed")
        self.reasons = reasons


class ConditionFailed(Exception):
    """The condition of a single write failed; nothing was written."""


class Mistake(SafeToLog):
    """DynamoDB refused the request, because of a bug in it, a missing permission, or a wrong table name.

    DynamoDB's text may quote a value, so it is a note: a terminal shows notes, a log does not.
    """

    def __init__(self, operation: str, code: str, text: str = "") -> None:
        super().__init__(f"{operation}: {code}")
        self.code = code
        if text:
            self.add_note(text)


def require_whole(status: int, told_crc32: str | None, body: bytes) -> None:
    """Raise Unanswered if the answer was damaged on the way, or if its status says that DynamoDB failed.

    DynamoDB sends the CRC32 of every body. Emulators may send none.
    """
    if status >= _SERVICE_FAILED:
        raise Unanswered(f"status {status}")
    is_object = body.startswith(b"{") and body.rstrip().endswith(b"}")
    if not is_object or told_crc32 not in (None, str(zlib.crc32(body))):
        raise Unanswered("the answer is not as it was sent")  # without the body: it may hold personal data


def meaning(operation: str, *, code: str, text: str, reasons: Sequence[Mapping[str, Any]]) -> Exception:
    """The exception that an error of DynamoDB means. `reasons`: those of a cancelled transaction, else empty."""
    if code in _TURNED_AWAY:
        return TurnedAway(code)
    if code in _LEFT_OPEN:
        return Unanswered(code)
    if code == "ConditionalCheckFailedException":
        return ConditionFailed()
    return cancellation(reasons) or Mistake(operation, code, text)


def cancellation(reasons: Sequence[Mapping[str, Any]]) -> Exception | None:
    """The exception that the reasons of a cancelled transaction mean; None if one of them is a Mistake."""
    codes = {reason["Code"] for reason in reasons}
    if not codes or codes - {_NOT_TO_BLAME, _CONDITION_FAILED} - _PASSING_REASONS:
        return None
    if _CONDITION_FAILED not in codes:
        return TurnedAway(", ".join(sorted(codes - {_NOT_TO_BLAME})))
    return Cancelled(
        [
            Reason(
                failed=reason["Code"] == _CONDITION_FAILED,
                is_passing=reason["Code"] in _PASSING_REASONS,
                met=from_wire(reason["Item"]) if reason.get("Item") else None,
            )
            for reason in reasons
        ]
    )
