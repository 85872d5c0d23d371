"""PUT /api/providers/{providerId}/time-off/{timeOffId}: set time off under the client's own id."""

from booking.calls.call import Call
from booking.http.answers import Response, put
from booking.http.endpoint import Request, count_change, endpoint
from booking.http.headers import precondition
from booking.time_off.answers import changed_time_off_answer
from booking.time_off.hit_by import hit_by_time_off
from booking.time_off.ports import TimeOffStore
from booking.time_off.requests import SetTimeOffParameters, TimeOffRequest
from booking.time_off.routes import SET_TIME_OFF
from booking.time_off.set_time_off import set_time_off
from booking.time_off.store import time_off_store


def answer(request: Request[SetTimeOffParameters, TimeOffRequest], call: Call, store: TimeOffStore) -> Response:
    given = request.parameters
    on_version = precondition(given.if_match)
    command = request.body.set_as(given.provider_id, given.time_off_id, on_version, is_dry_run=given.dry_run)
    entry, is_new = set_time_off(command, store, call)
    if not given.dry_run:
        count_change(entry.change, call)
    hit = hit_by_time_off(entry, store, call)
    return put(changed_time_off_answer(entry, hit), entry.version, is_new=is_new, is_dry_run=given.dry_run)


lambda_handler = endpoint(SET_TIME_OFF, answer, time_off_store())
