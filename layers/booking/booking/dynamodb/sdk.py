"""Requests to DynamoDB by botocore: for background functions, for commands and for tests."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from botocore import xform_name
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

from booking import aws
from booking.dynamodb.sending import Answer, Request, Send, Unanswered, meaning, require_whole

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@cache
def dynamodb() -> "DynamoDBClient":
    """The sandbox's client, made when first needed: making a client is slow."""
    return cast("DynamoDBClient", aws.client("dynamodb", aws.TABLE))


def sender(client: "DynamoDBClient") -> Send:
    """Sends through a client. The client's own retries must be off."""
    client.meta.events.register("before-parse.dynamodb", _require_whole, unique_id="booking-require-whole")

    def send(operation: str, request: Request) -> Answer:
        try:
            answer: Answer = getattr(client, xform_name(operation))(**request)
        except aws.NO_ANSWER as error:
            raise Unanswered(type(error).__name__) from error
        except ClientError as error:
            raise _meaning(operation, error.response) from error
        return answer

    return send


def _require_whole(response_dict: Mapping[str, Any], **_: object) -> None:
    """Raise ResponseParserError for a damaged answer. botocore would read it as an empty one."""
    try:
        require_whole(response_dict["status_code"], response_dict["headers"].get("x-amz-crc32"), response_dict["body"])
    except Unanswered as error:
        raise ResponseParserError(str(error)) from error


def _meaning(operation: str, answer: Mapping[str, Any]) -> Exception:
    error = answer["Error"]
    return meaning(
        operation,
        code=error["Code"],
        text=error.get("Message", ""),
        reasons=answer.get("CancellationReasons", []),
    )
