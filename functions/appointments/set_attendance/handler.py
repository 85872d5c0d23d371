"""PUT /api/appointments/{appointmentId}/attendance: set whether a customer came."""

from booking.appointments.answers import appointment_answer, viewer_of
from booking.appointments.ports import AppointmentStore
from booking.appointments.requests import AttendanceRequest, ChangeParameters
from booking.appointments.routes import SET_ATTENDANCE
from booking.appointments.set_attendance import set_attendance
from booking.appointments.store import appointment_store
from booking.calls.call import Call
from booking.http.answers import Response, ok
from booking.http.endpoint import Request, count_change, endpoint
from booking.http.headers import precondition


def answer(request: Request[ChangeParameters, AttendanceRequest], call: Call, store: AppointmentStore) -> Response:
    given = request.parameters
    command = request.body.command(given.appointment_id, precondition(given.if_match))
    appointment = set_attendance(command, store, call)
    count_change(appointment.change, call)
    return ok(appointment_answer(appointment, viewer_of(appointment, store, call)), appointment.version)


lambda_handler = endpoint(SET_ATTENDANCE, answer, appointment_store())
