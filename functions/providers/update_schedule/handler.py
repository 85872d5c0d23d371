"""PUT /api/providers/{providerId}/schedule: replace the provider's week. POST does the same."""

from booking.calls.call import Call
from booking.http.answers import Response, changed
from booking.http.endpoint import Request, count_change, endpoint
from booking.http.headers import precondition
from booking.providers.answers import schedule_change_answer
from booking.providers.requests import ScheduleRequest, TriedParameters
from booking.providers.routes import UPDATE_SCHEDULE
from booking.providers.update_schedule import update_schedule
from booking.rules.hit_by import hit_by
from booking.rules.store import DynamoRules, rule_store


def answer(request: Request[TriedParameters, ScheduleRequest], call: Call, store: DynamoRules) -> Response:
    given = request.parameters
    on_version = precondition(given.if_match)
    command = request.body.command(given.provider_id, on_version, is_dry_run=given.dry_run)
    provider = update_schedule(command, store, call)
    count_change(provider.change, call)
    return changed(
        schedule_change_answer(provider, hit_by(provider, store, call)), provider.version, is_dry_run=given.dry_run
    )


lambda_handler = endpoint(UPDATE_SCHEDULE, answer, rule_store())
