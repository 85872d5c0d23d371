"""Delete an orphan claim: the only repair that an audit may make, and no function has the right to it."""

import uuid

from booking.appointments.items import appointment_key
from booking.audit.findings import Orphan
from booking.calls.call import Call
from booking.dynamodb.codec import to_wire
from booking.dynamodb.retrying import Backoff, until_answered
from booking.dynamodb.sending import Cancelled, Send
from booking.dynamodb.transactions import where
from booking.rules.items import owner


def delete_orphan(send: Send, table_name: str, orphan: Orphan, call: Call, backoff: Backoff | None = None) -> bool:
    """Delete the claim if it is still what was found: its owner the same, and its appointment unchanged or absent.

    False when it is not, and then nothing is deleted. Raises Busy.
    """
    claim = orphan.claim
    key, appointment = claim.key._asdict(), appointment_key(claim.appointment_id)
    as_found = where() if orphan.version is None else where(version=orphan.version)
    request = {
        "TransactItems": [
            {"Delete": {"TableName": table_name, "Key": to_wire(key), **where(owner=owner(claim.appointment_id))}},
            {"ConditionCheck": {"TableName": table_name, "Key": to_wire(appointment), **as_found}},
        ],
        "ClientRequestToken": str(uuid.uuid4()),  # DynamoDB knows a repeat of one that it has carried out
    }
    try:
        until_answered(lambda: send("TransactWriteItems", request), (backoff or Backoff()).attempts(call))
    except Cancelled:
        return False
    return True
