"""GET /api/appointments: list the appointments of a provider or of a customer."""

from booking.appointments.answers import appointments_answer
from booking.appointments.list_appointments import list_appointments
from booking.appointments.ports import AppointmentStore
from booking.appointments.requests import ListParameters
from booking.appointments.routes import LIST_APPOINTMENTS
from booking.appointments.store import appointment_store
from booking.calls.call import Call
from booking.http.answers import Response, ok
from booking.http.endpoint import Request, endpoint


def answer(request: Request[ListParameters, None], call: Call, store: AppointmentStore) -> Response:
    listed = list_appointments(request.parameters.query(), store, call)
    return ok(appointments_answer(listed, request.parameters.cursors(), call))


lambda_handler = endpoint(LIST_APPOINTMENTS, answer, appointment_store())
