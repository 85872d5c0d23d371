"""GET /api/providers/{providerId}/month: read a provider's month."""

from booking.calls.call import Call
from booking.desk.answers import month_answer
from booking.desk.get_month import get_month
from booking.desk.ports import DeskStore
from booking.desk.requests import MonthParameters
from booking.desk.routes import GET_MONTH
from booking.desk.store import desk_store
from booking.http.answers import Response, ok_or_not_modified
from booking.http.endpoint import Request, endpoint


def answer(request: Request[MonthParameters, None], call: Call, store: DeskStore) -> Response:
    given = request.parameters
    month = get_month(given.provider_id, given.first, store, call)
    return ok_or_not_modified(month_answer(month), given.if_none_match, is_personal=True)


lambda_handler = endpoint(GET_MONTH, answer, desk_store())
