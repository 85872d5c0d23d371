"""PUT /api/appointments/{appointmentId}: move an appointment to another start."""

from booking.application.call import Call
from booking.application.reschedule_appointment import reschedule_appointment
from booking.application.store import BookingStore
from booking.http.answers import Response, appointment_answer, ok
from booking.http.endpoint import Request, count_change, endpoint
from booking.http.headers import precondition
from booking.http.requests import RescheduleParameters, RescheduleRequest
from booking.http.route_table import RESCHEDULE_APPOINTMENT
from booking.persistence.wiring import booking_store


def answer(request: Request[RescheduleParameters, RescheduleRequest], call: Call, store: BookingStore) -> Response:
    given = request.parameters
    command = request.body.command(given.appointment_id, precondition(given.if_match))
    appointment = reschedule_appointment(command, store, call)
    count_change(appointment.change, call)
    return ok(appointment_answer(appointment), appointment.version)


lambda_handler = endpoint(RESCHEDULE_APPOINTMENT, answer, booking_store)
