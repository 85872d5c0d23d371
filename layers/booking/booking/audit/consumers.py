"""What the audit has to do with the consumers of the bus: by the queue of the one that keeps cards."""

import json
import uuid
from collections.abc import Callable, Collection
from functools import cache
from typing import TYPE_CHECKING, cast

from booking import aws
from booking.bus.delivered import SOURCE
from booking.calls.call import system_clock
from booking.settings import consumer_settings
from booking.time.instants import utc_text

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

CARD_DUE = "CustomerCardDue"


class DeployedConsumers:
    """Implements `booking.audit.ports.Consumers` for a deployment. `cards_queue_url` is empty if no cards are kept."""

    def __init__(
        self, *, keep_history: bool, cards_queue_url: str = "", sqs: "Callable[[], SQSClient] | None" = None
    ) -> None:
        self._keep_history = keep_history
        self._queue_url = cards_queue_url
        self._sqs = sqs or _sqs

    @property
    def keep_history(self) -> bool:
        return self._keep_history

    def cards_due(self, customer_ids: Collection[str]) -> int:
        if not self._queue_url:
            return 0
        for customer_id in sorted(customer_ids):
            self._sqs().send_message(QueueUrl=self._queue_url, MessageBody=card_due(customer_id))
        return len(customer_ids)


def card_due(customer_id: str) -> str:
    """A message like those of the bus, which the consumer handles like them."""
    detail = {
        "eventId": str(uuid.uuid4()),
        "eventType": CARD_DUE,
        "occurredAt": utc_text(system_clock()),
        "sequence": 1,
        "correlationId": "audit",
        "data": {"customer": {"id": customer_id}},
    }
    return json.dumps({"source": SOURCE, "detail-type": CARD_DUE, "detail": detail})


@cache
def _sqs() -> "SQSClient":
    return cast("SQSClient", aws.client("sqs"))


def deployed_consumers() -> DeployedConsumers:
    """Those of the function's environment."""
    given = consumer_settings()
    return DeployedConsumers(keep_history=given.keep_history, cards_queue_url=given.cards_queue_url)
