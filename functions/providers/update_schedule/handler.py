"""PUT /api/providers/{providerId}/schedule: replace the provider's week. POST does the same."""

from booking.calls.call import Call
from booking.http.answers import Response, ok
from booking.http.endpoint import Request, count_change, endpoint
from booking.http.headers import precondition
from booking.providers.answers import schedule_answer
from booking.providers.ports import ProviderStore
from booking.providers.requests import ChangeParameters, ScheduleRequest
from booking.providers.routes import UPDATE_SCHEDULE
from booking.providers.store import provider_store
from booking.providers.update_schedule import update_schedule


def answer(request: Request[ChangeParameters, ScheduleRequest], call: Call, store: ProviderStore) -> Response:
    given = request.parameters
    provider = update_schedule(request.body.command(given.provider_id, precondition(given.if_match)), store, call)
    count_change(provider.change, call)
    return ok(schedule_answer(provider), provider.version)


lambda_handler = endpoint(UPDATE_SCHEDULE, answer, provider_store())
