"""POST /api/providers/{providerId}/time-off: add time off."""

from booking.calls.call import Call
from booking.http.answers import Response, created, ok
from booking.http.endpoint import Request, count_change, endpoint
from booking.time_off.add_time_off import add_time_off
from booking.time_off.answers import changed_time_off_answer
from booking.time_off.hit_by import hit_by_time_off
from booking.time_off.ports import TimeOffStore
from booking.time_off.requests import AddTimeOffParameters, TimeOffRequest
from booking.time_off.routes import ADD_TIME_OFF
from booking.time_off.store import time_off_store


def answer(request: Request[AddTimeOffParameters, TimeOffRequest], call: Call, store: TimeOffStore) -> Response:
    given = request.parameters
    command = request.body.added(given.provider_id, given.idempotency_key, is_dry_run=given.dry_run)
    entry, replayed = add_time_off(command, store, call)
    body = changed_time_off_answer(entry, hit_by_time_off(entry, store, call))
    if given.dry_run:
        return ok(body)
    count_change(entry.change, call)
    return created(body, entry.version, f"time-off/{entry.id}", replayed=replayed)


lambda_handler = endpoint(ADD_TIME_OFF, answer, time_off_store())
