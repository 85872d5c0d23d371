"""POST /api/appointments: book an appointment."""

from booking.appointments.answers import appointment_answer, viewer_of
from booking.appointments.create_appointment import create_appointment
from booking.appointments.ports import AppointmentStore
from booking.appointments.requests import AppointmentRequest
from booking.appointments.routes import CREATE_APPOINTMENT
from booking.appointments.store import appointment_store
from booking.calls.call import Call
from booking.http.answers import Response, created
from booking.http.endpoint import Request, count_change, endpoint
from booking.http.requests import CreateParameters


def answer(request: Request[CreateParameters, AppointmentRequest], call: Call, store: AppointmentStore) -> Response:
    made = create_appointment(request.body.command(request.parameters.idempotency_key, call.caller), store, call)
    appointment = made.entity
    count_change(appointment.change, call)
    location = f"appointments/{appointment.id}"
    return created(
        appointment_answer(appointment, viewer_of(appointment, store, call)),
        appointment.version,
        location,
        replayed=made.replayed,
    )


lambda_handler = endpoint(CREATE_APPOINTMENT, answer, appointment_store())
