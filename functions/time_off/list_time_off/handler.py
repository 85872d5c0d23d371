"""GET /api/providers/{providerId}/time-off: list a provider's time off."""

from booking.calls.call import Call
from booking.http.answers import Response, ok
from booking.http.endpoint import Request, endpoint
from booking.time_off.answers import time_off_list_answer
from booking.time_off.list_time_off import list_time_off
from booking.time_off.ports import TimeOffStore
from booking.time_off.requests import ListTimeOffParameters
from booking.time_off.routes import LIST_TIME_OFF
from booking.time_off.store import time_off_store


def answer(request: Request[ListTimeOffParameters, None], call: Call, store: TimeOffStore) -> Response:
    given = request.parameters
    found = list_time_off(given.provider_id, given.begin, given.end, store, call)
    return ok(time_off_list_answer(given.provider_id, found))


lambda_handler = endpoint(LIST_TIME_OFF, answer, time_off_store())
