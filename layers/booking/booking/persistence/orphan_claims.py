"""Delete an orphan claim: the only repair that an audit may make, and no function has the right to it."""

import uuid
from typing import TYPE_CHECKING, Any

from booking.application.call import Call
from booking.domain.audit import Orphan
from booking.persistence.cancellation import CONDITION_FAILED, cancellation_codes
from booking.persistence.items import to_wire
from booking.persistence.keys import appointment_key, claim_key, owner
from booking.persistence.repeating import until_answered
from booking.persistence.retrying import Backoff

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def delete_orphan(
    client: "DynamoDBClient", table_name: str, orphan: Orphan, call: Call, backoff: Backoff | None = None
) -> bool:
    """Delete the claim if it is still what was found: its owner the same, and its appointment unchanged or absent.

    False when it is not, and then nothing is deleted. Raises Busy.
    """
    writes: Any = [{"Delete": _claim(table_name, orphan)}, {"ConditionCheck": _appointment(table_name, orphan)}]
    token = str(uuid.uuid4())  # DynamoDB knows a repeat of one that it has carried out
    try:
        until_answered(
            lambda: client.transact_write_items(TransactItems=writes, ClientRequestToken=token),
            (backoff or Backoff()).attempts(call),
        )
    except client.exceptions.TransactionCanceledException as cancelled:
        if CONDITION_FAILED not in cancellation_codes(cancelled):
            raise
        return False
    return True


def _claim(table_name: str, orphan: Orphan) -> dict[str, Any]:
    claim = orphan.claim
    return {
        "TableName": table_name,
        "Key": to_wire({**claim_key(claim.slot.provider_id, claim.slot.start)}),
        "ConditionExpression": "#owner = :owner",
        "ExpressionAttributeNames": {"#owner": "owner"},
        "ExpressionAttributeValues": to_wire({":owner": owner(claim.appointment_id)}),
    }


def _appointment(table_name: str, orphan: Orphan) -> dict[str, Any]:
    check = {"TableName": table_name, "Key": to_wire({**appointment_key(orphan.claim.appointment_id)})}
    if orphan.version is None:
        return {**check, "ConditionExpression": "attribute_not_exists(PK)"}
    return {
        **check,
        "ConditionExpression": "#version = :version",
        "ExpressionAttributeNames": {"#version": "version"},
        "ExpressionAttributeValues": to_wire({":version": orphan.version}),
    }
