"""GET /api/appointments/{appointmentId}: read an appointment."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Depends, Response

from booking.application.get_appointment import get_appointment
from booking.application.store import BookingStore
from booking.http.answers import AppointmentAnswer, appointment_answer, ok
from booking.http.parameters import AppointmentId
from booking.http.resolver import entrypoint, resolver
from booking.persistence.wiring import booking_store

app = resolver()


@app.get("/api/appointments/<appointmentId>")
def answer(
    appointment_id: AppointmentId, store: Annotated[BookingStore, Depends(booking_store)]
) -> Response[AppointmentAnswer]:
    appointment = get_appointment(appointment_id, store)
    return ok(appointment_answer(appointment), appointment.version)


lambda_handler = entrypoint(app)
