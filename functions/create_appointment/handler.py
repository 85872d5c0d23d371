"""POST /api/appointments: book an appointment."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Depends, Response

from booking.application.create_appointment import create_appointment
from booking.application.store import BookingStore
from booking.http.answers import AppointmentAnswer, appointment_answer, created
from booking.http.headers import IdempotencyKey
from booking.http.requests import AppointmentRequest
from booking.http.resolver import CurrentCall, count_change, entrypoint, resolver
from booking.persistence.wiring import booking_store

app = resolver()


@app.post("/api/appointments")
def answer(
    body: AppointmentRequest,
    call: CurrentCall,
    store: Annotated[BookingStore, Depends(booking_store)],
    idempotency_key: IdempotencyKey = None,
) -> Response[AppointmentAnswer]:
    made = create_appointment(body.command(idempotency_key), store, call)
    appointment = made.entity
    count_change(appointment, call)
    location = f"appointments/{appointment.id}"
    return created(appointment_answer(appointment), appointment.version, location, replayed=made.replayed)


lambda_handler = entrypoint(app)
