"""One request to DynamoDB, sent once: `Send` is all that the code above knows of the SDK.

Besides an answer there are three outcomes, whatever the SDK calls them. Any other error is a mistake of ours
and is raised as it came.
"""

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore import xform_name
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

from booking.aws import NO_ANSWER
from booking.dynamodb.codec import Item, from_wire

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

type Request = Mapping[str, Any]

type Answer = Mapping[str, Any]

type Send = Callable[[str, Request], Answer]
"""`send("GetItem", {...})`. Raises Unanswered, TurnedAway, Cancelled."""

_TURNED_AWAY = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ThrottlingException",
        "TransactionConflictException",
    }
)

_LEFT_OPEN = frozenset({"InternalServerError", "ServiceUnavailable", "TransactionInProgressException"})

_PASSING_REASONS = frozenset({"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})

_CONDITION_FAILED = "ConditionalCheckFailed"

_NOT_TO_BLAME = "None"


class MayPass(Exception):
    """The same request may succeed later."""


class Unanswered(MayPass):
    """No answer came, or one that leaves open whether the request was carried out."""


class TurnedAway(MayPass):
    """A throttle or a conflict with another request: it was not carried out."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What one write of a cancelled transaction met. `met`: the item whose condition failed, empty for none.

    `is_passing`: a conflict or a throttle kept DynamoDB from looking at the condition.
    """

    failed: bool = False
    is_passing: bool = False
    met: Item | None = None


class Cancelled(Exception):
    """A condition of the transaction failed; nothing was written. `reasons`: one for each write, in their order."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        super().__init__("a condition of the transaction failed")
        self.reasons = reasons


def sender(client: "DynamoDBClient") -> Send:
    """Sends through botocore, whose own repeats must be off."""
    client.meta.events.register("before-parse.dynamodb", _require_whole, unique_id="booking-require-whole")

    def send(operation: str, request: Request) -> Answer:
        try:
            answer: Answer = getattr(client, xform_name(operation))(**request)
        except NO_ANSWER as error:
            raise Unanswered(type(error).__name__) from error
        except ClientError as error:
            meaning = _meaning(error)
            if meaning is None:
                raise
            raise meaning from error
        return answer

    return send


def _require_whole(response_dict: Mapping[str, Any], **_: object) -> None:
    """Raise ResponseParserError for an answer that was damaged on the way: botocore takes it for an empty one.

    DynamoDB sends the CRC32 of every body; others may send none.
    """
    if response_dict["status_code"] >= 500:  # noqa: PLR2004
        return  # no answer, whatever it says
    body, told = response_dict["body"], response_dict["headers"].get("x-amz-crc32")
    is_object = body.startswith(b"{") and body.rstrip().endswith(b"}")
    if not is_object or told not in (None, str(zlib.crc32(body))):
        raise ResponseParserError("the answer is not as it was sent")  # without the body: it may hold personal data


def _meaning(error: ClientError) -> Exception | None:
    """None for a mistake of ours."""
    code = error.response["Error"]["Code"]
    if code in _TURNED_AWAY:
        return TurnedAway(code)
    if code in _LEFT_OPEN or error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) >= 500:  # noqa: PLR2004
        return Unanswered(code)
    return cancellation(error.response.get("CancellationReasons", []))


def cancellation(reasons: Sequence[Mapping[str, Any]]) -> Exception | None:
    """What the reasons of a cancelled transaction mean; None where one of them is a mistake of ours."""
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
