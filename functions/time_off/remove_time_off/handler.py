"""DELETE /api/providers/{providerId}/time-off/{timeOffId}: remove time off."""

from booking.calls.call import Call
from booking.http.answers import Response, ok
from booking.http.endpoint import Request, count_change, endpoint
from booking.http.headers import precondition
from booking.time_off.answers import time_off_answer
from booking.time_off.commands import RemoveTimeOff
from booking.time_off.ports import TimeOffStore
from booking.time_off.remove_time_off import remove_time_off
from booking.time_off.requests import ChangeTimeOffParameters
from booking.time_off.routes import REMOVE_TIME_OFF
from booking.time_off.store import time_off_store


def answer(request: Request[ChangeTimeOffParameters, None], call: Call, store: TimeOffStore) -> Response:
    given = request.parameters
    command = RemoveTimeOff(given.provider_id, given.time_off_id, precondition(given.if_match))
    entry = remove_time_off(command, store, call)
    count_change(entry.change, call)
    return ok(time_off_answer(entry), entry.version)


lambda_handler = endpoint(REMOVE_TIME_OFF, answer, time_off_store())
