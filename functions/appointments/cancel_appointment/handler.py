"""DELETE /api/appointments/{appointmentId}: cancel an appointment and keep its record."""

from booking.appointments.answers import appointment_answer, viewer_of
from booking.appointments.cancel_appointment import cancel_appointment
from booking.appointments.ports import AppointmentStore
from booking.appointments.requests import CancelParameters, CancelRequest
from booking.appointments.routes import CANCEL_APPOINTMENT
from booking.appointments.store import appointment_store
from booking.calls.call import Call
from booking.http.answers import Response, ok
from booking.http.endpoint import Request, count_change, endpoint
from booking.http.headers import precondition


def answer(request: Request[CancelParameters, CancelRequest], call: Call, store: AppointmentStore) -> Response:
    given = request.parameters
    command = request.body.command(given.appointment_id, given.reason, precondition(given.if_match))
    appointment = cancel_appointment(command, store, call)
    count_change(appointment.change, call)
    return ok(appointment_answer(appointment, viewer_of(appointment, store, call)), appointment.version)


lambda_handler = endpoint(CANCEL_APPOINTMENT, answer, appointment_store())
