"""GET /api/providers/{providerId}/time-off/{timeOffId}: read an entry of time off."""

from booking.calls.call import Call
from booking.http.answers import Response, ok
from booking.http.endpoint import Request, endpoint
from booking.time_off.answers import time_off_answer
from booking.time_off.get_time_off import get_time_off
from booking.time_off.ports import TimeOffStore
from booking.time_off.requests import TimeOffParameters
from booking.time_off.routes import GET_TIME_OFF
from booking.time_off.store import time_off_store


def answer(request: Request[TimeOffParameters, None], call: Call, store: TimeOffStore) -> Response:
    entry = get_time_off(request.parameters.provider_id, request.parameters.time_off_id, store, call)
    return ok(time_off_answer(entry), entry.version)


lambda_handler = endpoint(GET_TIME_OFF, answer, time_off_store())
