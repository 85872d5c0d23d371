"""The sample events of consumers: messages of a queue, with the events of `sample_records.py`."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from booking.events.stream import event_in
from docgen.messages import ACCOUNT, REGION, detail_of, message_of
from docgen.sample_records import sample_records
from local.handlers import logical_id

CONSUMERS: Mapping[str, Sequence[str]] = {
    "keep_customer_cards": ("AppointmentBooked", "AppointmentRescheduled"),
    "work_resolution": ("ResolutionRequested",),
    "keep_history": ("AppointmentBooked", "AppointmentRescheduled", "TimeOffChanged"),
    "keep_reports": ("AppointmentBooked", "AppointmentCancelled", "OverridesChanged", "TimeOffChanged"),
}
"""By function: the types of the events in its sample."""


def sample_messages(function: str, *types: str) -> dict[str, Any]:
    """One message for each sample event of these types, as Lambda passes them on from the function's queue."""
    events = filter(None, map(event_in, sample_records()["Records"]))
    details = [detail_of(event) for event in events if event.change.type in types]
    return {"Records": [_message(function, detail) for detail in details]}


def _message(function: str, detail: dict[str, Any]) -> dict[str, Any]:
    queue = logical_id(function).replace("Function", "Queue")
    body = message_of(detail)
    return {
        "messageId": detail["eventId"],
        "receiptHandle": "AQEBexample",
        "body": body,
        "attributes": {
            "ApproximateReceiveCount": "1",
            "SentTimestamp": "1826096400000",
            "SenderId": "AIDAEXAMPLE",
            "ApproximateFirstReceiveTimestamp": "1826096400500",
        },
        "messageAttributes": {},
        "md5OfBody": hashlib.md5(body.encode(), usedforsecurity=False).hexdigest(),
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:{REGION}:{ACCOUNT}:booking-service-{queue}-1EXAMPLE",
        "awsRegion": REGION,
    }
