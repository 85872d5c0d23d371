"""DELETE /api/appointments/{appointmentId}: cancel an appointment; the record stays."""

from booking.application.call import Call
from booking.application.cancel_appointment import cancel_appointment
from booking.application.store import BookingStore
from booking.http.answers import Response, appointment_answer, ok
from booking.http.endpoint import Request, count_change, endpoint
from booking.http.headers import precondition
from booking.http.requests import CancelParameters, CancelRequest
from booking.http.route_table import CANCEL_APPOINTMENT
from booking.persistence.wiring import booking_store


def answer(request: Request[CancelParameters, CancelRequest], call: Call, store: BookingStore) -> Response:
    given = request.parameters
    command = request.body.command(given.appointment_id, given.reason, precondition(given.if_match))
    appointment = cancel_appointment(command, store, call)
    count_change(appointment.change, call)
    return ok(appointment_answer(appointment), appointment.version)


lambda_handler = endpoint(CANCEL_APPOINTMENT, answer, booking_store)
