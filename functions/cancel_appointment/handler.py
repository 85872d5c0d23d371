"""DELETE /api/appointments/{appointmentId}: cancel an appointment; the record stays."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Depends, Response

from booking.application.cancel_appointment import cancel_appointment
from booking.application.store import BookingStore
from booking.http.answers import AppointmentAnswer, appointment_answer, ok
from booking.http.headers import IfMatch, precondition
from booking.http.parameters import AppointmentId, ReasonParameter
from booking.http.requests import CancelRequest
from booking.http.resolver import CurrentCall, count_change, entrypoint, resolver
from booking.persistence.wiring import booking_store

app = resolver()


@app.delete("/api/appointments/<appointmentId>")
def answer(
    *,
    appointment_id: AppointmentId,
    body: CancelRequest,
    call: CurrentCall,
    store: Annotated[BookingStore, Depends(booking_store)],
    reason: ReasonParameter = None,
    if_match: IfMatch = None,
) -> Response[AppointmentAnswer]:
    command = body.command(appointment_id, reason, precondition(if_match))
    appointment = cancel_appointment(command, store, call)
    count_change(appointment, call)
    return ok(appointment_answer(appointment), appointment.version)


lambda_handler = entrypoint(app)
