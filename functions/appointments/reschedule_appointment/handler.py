"""PUT /api/appointments/{appointmentId}: move an appointment: start, length, service, provider."""

from booking.appointments.answers import appointment_answer, viewer_of
from booking.appointments.ports import AppointmentStore
from booking.appointments.requests import ChangeParameters, RescheduleRequest
from booking.appointments.reschedule_appointment import reschedule_appointment
from booking.appointments.routes import RESCHEDULE_APPOINTMENT
from booking.appointments.store import appointment_store
from booking.calls.call import Call
from booking.http.answers import Response, ok
from booking.http.endpoint import Request, count_change, endpoint
from booking.http.headers import precondition


def answer(request: Request[ChangeParameters, RescheduleRequest], call: Call, store: AppointmentStore) -> Response:
    given = request.parameters
    command = request.body.command(given.appointment_id, precondition(given.if_match))
    appointment = reschedule_appointment(command, store, call)
    count_change(appointment.change, call)
    return ok(appointment_answer(appointment, viewer_of(appointment, store, call)), appointment.version)


lambda_handler = endpoint(RESCHEDULE_APPOINTMENT, answer, appointment_store())
