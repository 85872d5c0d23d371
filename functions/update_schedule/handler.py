"""PUT /api/providers/{providerId}/schedule: replace the provider's week. POST does the same."""

from booking.application.call import Call
from booking.application.store import BookingStore
from booking.application.update_schedule import update_schedule
from booking.http.answers import Response, ok, schedule_answer
from booking.http.endpoint import Request, count_change, endpoint
from booking.http.headers import precondition
from booking.http.requests import ScheduleParameters, ScheduleRequest
from booking.http.route_table import UPDATE_SCHEDULE
from booking.persistence.wiring import booking_store


def answer(request: Request[ScheduleParameters, ScheduleRequest], call: Call, store: BookingStore) -> Response:
    given = request.parameters
    provider = update_schedule(request.body.command(given.provider_id, precondition(given.if_match)), store, call)
    count_change(provider.change, call)
    return ok(schedule_answer(provider), provider.version)


lambda_handler = endpoint(UPDATE_SCHEDULE, answer, booking_store)
