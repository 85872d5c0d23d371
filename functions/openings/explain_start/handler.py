"""GET /api/providers/{providerId}/availability/explain: say why a start is not offered."""

from booking.appointments.ports import AppointmentStore
from booking.appointments.store import appointment_store
from booking.calls.call import Call
from booking.http.answers import Response, ok
from booking.http.endpoint import Request, endpoint
from booking.openings.answers import start_answer
from booking.openings.explain_start import explain_start
from booking.openings.requests import StartParameters
from booking.openings.routes import EXPLAIN_START


def answer(request: Request[StartParameters, None], call: Call, store: AppointmentStore) -> Response:
    return ok(start_answer(explain_start(request.parameters.query(), store, call)))


lambda_handler = endpoint(EXPLAIN_START, answer, appointment_store())
