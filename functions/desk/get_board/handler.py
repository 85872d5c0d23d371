"""GET /api/board: read the days of several providers."""

from booking.calls.call import Call
from booking.desk.answers import board_answer
from booking.desk.get_board import get_board
from booking.desk.ports import DeskStore
from booking.desk.requests import BoardParameters
from booking.desk.routes import GET_BOARD
from booking.desk.store import desk_store
from booking.http.answers import Response, ok_or_not_modified
from booking.http.endpoint import Request, endpoint


def answer(request: Request[BoardParameters, None], call: Call, store: DeskStore) -> Response:
    board = get_board(request.parameters.query(), store, call)
    return ok_or_not_modified(board_answer(board, call.caller), request.parameters.if_none_match, is_personal=True)


lambda_handler = endpoint(GET_BOARD, answer, desk_store())
