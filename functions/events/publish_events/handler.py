"""The table's stream: one event on the bus for each new change of a provider or an appointment."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from booking.events.bus import event_bus
from booking.events.dead_letters import dead_letter_queue
from booking.events.publish_events import publish_events
from booking.events.stream import event_in
from booking.observability import begin, count, publish_metrics, without_texts


@without_texts
def lambda_handler(event: Any, context: LambdaContext) -> dict[str, Any]:
    begin(context.aws_request_id)
    # An event that is not a batch of records becomes a dead letter, like an unreadable record.
    records = event["Records"] if isinstance(event, dict) and isinstance(event.get("Records"), list) else [event]
    published = publish_events(records, event_in, event_bus(), dead_letter_queue())
    count("EventsPublished", published.events)
    if published.dead:
        count("DeadLetters", published.dead)
    if published.failed:
        count("EventsToRetry", len(published.failed))
    publish_metrics()
    return {"batchItemFailures": [{"itemIdentifier": position} for position in published.failed]}
