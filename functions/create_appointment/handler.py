"""POST /api/appointments: book an appointment."""

from booking.application.call import Call
from booking.application.create_appointment import create_appointment
from booking.application.store import BookingStore
from booking.http.answers import Response, appointment_answer, created
from booking.http.endpoint import Request, count_change, endpoint
from booking.http.requests import AppointmentRequest, CreateParameters
from booking.http.route_table import CREATE_APPOINTMENT
from booking.persistence.wiring import booking_store


def answer(request: Request[CreateParameters, AppointmentRequest], call: Call, store: BookingStore) -> Response:
    made = create_appointment(request.body.command(request.parameters.idempotency_key), store, call)
    appointment = made.entity
    count_change(appointment.change, call)
    location = f"appointments/{appointment.id}"
    return created(appointment_answer(appointment), appointment.version, location, replayed=made.replayed)


lambda_handler = endpoint(CREATE_APPOINTMENT, answer, booking_store)
