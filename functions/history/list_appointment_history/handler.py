"""GET /api/appointments/{appointmentId}/history: list what happened to an appointment."""

from booking.calls.call import Call
from booking.history.answers import appointment_history_answer
from booking.history.list_appointment_history import list_appointment_history
from booking.history.ports import HistoryStore
from booking.history.requests import AppointmentHistoryParameters
from booking.history.routes import LIST_APPOINTMENT_HISTORY
from booking.history.store import history_store
from booking.http.answers import Response, ok
from booking.http.endpoint import Request, endpoint


def answer(request: Request[AppointmentHistoryParameters, None], call: Call, store: HistoryStore) -> Response:
    page = list_appointment_history(request.parameters.query(), store, call)
    return ok(appointment_history_answer(page, request.parameters.cursors()))


lambda_handler = endpoint(LIST_APPOINTMENT_HISTORY, answer, history_store())
