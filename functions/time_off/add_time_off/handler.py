"""POST /api/providers/{providerId}/time-off: add time off."""

from booking.calls.call import Call
from booking.http.answers import Response, created
from booking.http.endpoint import Request, count_change, endpoint
from booking.time_off.add_time_off import add_time_off
from booking.time_off.answers import time_off_answer
from booking.time_off.ports import TimeOffStore
from booking.time_off.requests import AddTimeOffParameters, TimeOffRequest
from booking.time_off.routes import ADD_TIME_OFF
from booking.time_off.store import time_off_store


def answer(request: Request[AddTimeOffParameters, TimeOffRequest], call: Call, store: TimeOffStore) -> Response:
    given = request.parameters
    made = add_time_off(request.body.added(given.provider_id, given.idempotency_key), store, call)
    entry = made.entity
    count_change(entry.change, call)
    return created(time_off_answer(entry), entry.version, f"time-off/{entry.id}", replayed=made.replayed)


lambda_handler = endpoint(ADD_TIME_OFF, answer, time_off_store())
