"""GET /api/appointments/{appointmentId}: read an appointment."""

from booking.application.call import Call
from booking.application.get_appointment import get_appointment
from booking.application.store import BookingStore
from booking.http.answers import Response, appointment_answer, ok
from booking.http.endpoint import Request, endpoint
from booking.http.requests import AppointmentParameters
from booking.http.route_table import GET_APPOINTMENT
from booking.persistence.wiring import booking_store


def answer(request: Request[AppointmentParameters, None], _: Call, store: BookingStore) -> Response:
    appointment = get_appointment(request.parameters.appointment_id, store)
    return ok(appointment_answer(appointment), appointment.version)


lambda_handler = endpoint(GET_APPOINTMENT, answer, booking_store)
