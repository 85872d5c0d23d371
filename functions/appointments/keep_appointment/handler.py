"""POST /api/appointments/{appointmentId}/keep: keep an appointment in spite of changed rules."""

from booking.appointments.answers import appointment_answer, viewer_of
from booking.appointments.keep_appointment import keep_appointment
from booking.appointments.ports import AppointmentStore
from booking.appointments.requests import KeepParameters
from booking.appointments.routes import KEEP_APPOINTMENT
from booking.appointments.store import appointment_store
from booking.calls.call import Call
from booking.http.answers import Response, ok
from booking.http.endpoint import Request, count_change, endpoint


def answer(request: Request[KeepParameters, None], call: Call, store: AppointmentStore) -> Response:
    appointment = keep_appointment(request.parameters.command(), store, call)
    count_change(appointment.change, call)
    return ok(
        appointment_answer(appointment, viewer_of(appointment, store, call), unresolved=False), appointment.version
    )


lambda_handler = endpoint(KEEP_APPOINTMENT, answer, appointment_store())
