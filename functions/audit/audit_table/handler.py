"""Daily: check that appointments and claims agree in the whole table. Each part of a long walk calls the next part."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from booking import aws
from booking.audit.audit_table import audit_table
from booking.audit.consumers import deployed_consumers
from booking.audit.report import log_finding, log_summary, publish_report
from booking.audit.store import audited_table
from booking.audit.walk import call_next_part, walk_in
from booking.calls.call import system_clock
from booking.observability import begin, without_texts


@without_texts
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    begin(context.aws_request_id)
    walk = walk_in(event, system_clock())
    walk.require_bounded()

    def seconds_left() -> float:
        return context.get_remaining_time_in_millis() / 1000

    report, after = audit_table(
        audited_table(seconds_left), walk, log_finding, deployed_consumers(), seconds_left=seconds_left
    )
    publish_report(report, is_over=after is None)  # first: the findings count even if a later step fails
    if after is not None:
        call_next_part(walk.going_on(report, after), aws.client("lambda"), context.function_name)
        return {"part": walk.part, "is_over": False}
    return {**log_summary(walk.so_far + report, walk.part), "is_over": True}
