"""The shape of a consumer: messages of its queue in, and out which of them have to come again.

A message comes at least once, and in any order, so handling one twice, or behind a newer one, must change nothing.
A message that was not handled comes again when its time of invisibility is over. The queue moves it to the dead letters
after the twentieth time.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType

from booking.bus.delivered import Delivered, delivered
from booking.calls.call import Call
from booking.observability import begin, correlate, count, failure, logger, publish_metrics

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
    from aws_lambda_powertools.utilities.typing import LambdaContext


def consumer[Store](
    handle: Callable[[Delivered, Call, Store], object], store: Store
) -> "Callable[[Any, LambdaContext], dict[str, Any]]":
    """The function that Lambda calls with messages of a queue. It passes each event and the store to `handle`.

    Whatever `handle` raises makes its message come again, and no other one.
    """

    def handle_messages(event: Any, context: "LambdaContext") -> dict[str, Any]:
        def handle_message(record: "SQSRecord") -> None:
            begin(context.aws_request_id)
            try:
                news = delivered(record.body)
                correlate(news.correlation_id)
                call = Call(news.correlation_id, lambda: context.get_remaining_time_in_millis() / 1000)
                handle(news, call, store)
            except Exception as error:
                logger().error("message_not_handled", extra={"message_id": record.message_id, **failure(error)})
                count("MessagesToRetry")
                raise

        # One of its own for each call. Its own error about a whole batch would show the texts of all errors.
        processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)
        with processor(event["Records"], handle_message):
            processor.process()
        publish_metrics()
        return {**processor.response()}

    return handle_messages
