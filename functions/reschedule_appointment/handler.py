"""PUT /api/appointments/{appointmentId}: move an appointment to another start."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Depends, Response

from booking.application.reschedule_appointment import reschedule_appointment
from booking.application.store import BookingStore
from booking.http.answers import AppointmentAnswer, appointment_answer, ok
from booking.http.headers import IfMatch, precondition
from booking.http.parameters import AppointmentId
from booking.http.requests import RescheduleRequest
from booking.http.resolver import CurrentCall, count_change, entrypoint, resolver
from booking.persistence.wiring import booking_store

app = resolver()


@app.put("/api/appointments/<appointmentId>")
def answer(
    appointment_id: AppointmentId,
    body: RescheduleRequest,
    call: CurrentCall,
    store: Annotated[BookingStore, Depends(booking_store)],
    if_match: IfMatch = None,
) -> Response[AppointmentAnswer]:
    appointment = reschedule_appointment(body.command(appointment_id, precondition(if_match)), store, call)
    count_change(appointment, call)
    return ok(appointment_answer(appointment), appointment.version)


lambda_handler = entrypoint(app)
