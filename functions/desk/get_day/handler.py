"""GET /api/providers/{providerId}/day: read a provider's day."""

from booking.calls.call import Call
from booking.desk.answers import day_answer
from booking.desk.get_day import get_day
from booking.desk.ports import DeskStore
from booking.desk.requests import DayParameters
from booking.desk.routes import GET_DAY
from booking.desk.store import desk_store
from booking.http.answers import Response, ok_or_not_modified
from booking.http.endpoint import Request, endpoint


def answer(request: Request[DayParameters, None], call: Call, store: DeskStore) -> Response:
    given = request.parameters
    day = get_day(given.provider_id, given.day, store, call)
    return ok_or_not_modified(day_answer(day, call.caller), given.if_none_match, is_personal=True)


lambda_handler = endpoint(GET_DAY, answer, desk_store())
