"""Events as the bus puts them on a consumer's queue."""

import json
from typing import Any

from booking.bus.delivered import SOURCE
from booking.events.event import DomainEvent
from booking.events.rendering import render

ACCOUNT, REGION = "123456789012", "eu-south-1"


def detail_of(event: DomainEvent) -> dict[str, Any]:
    """As docs/events describes it."""
    return render(event).model_dump(mode="json", by_alias=True)


def message_of(detail: dict[str, Any]) -> str:
    """The body of the message: EventBridge's envelope around the detail."""
    envelope = {
        "version": "0",
        "id": detail["eventId"],
        "detail-type": detail["eventType"],
        "source": SOURCE,
        "account": ACCOUNT,
        "time": detail["occurredAt"],
        "region": REGION,
        "resources": [],
        "detail": detail,
    }
    return json.dumps(envelope, ensure_ascii=False)
