"""GET /api/appointments/{appointmentId}: read an appointment."""

from booking.appointments.answers import appointment_answer, viewer_of
from booking.appointments.get_appointment import get_appointment
from booking.appointments.ports import AppointmentStore
from booking.appointments.requests import AppointmentParameters
from booking.appointments.routes import GET_APPOINTMENT
from booking.appointments.store import appointment_store
from booking.calls.call import Call
from booking.http.answers import Response, ok
from booking.http.endpoint import Request, endpoint


def answer(request: Request[AppointmentParameters, None], call: Call, store: AppointmentStore) -> Response:
    appointment = get_appointment(request.parameters.appointment_id, store, call)
    return ok(appointment_answer(appointment, viewer_of(appointment, store, call)), appointment.version)


lambda_handler = endpoint(GET_APPOINTMENT, answer, appointment_store())
