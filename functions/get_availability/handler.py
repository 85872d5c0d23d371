"""GET /api/providers/{providerId}/availability: the slots that are free on a date."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Depends, Response

from booking.application.get_availability import get_availability
from booking.application.store import BookingStore
from booking.http.answers import AvailabilityAnswer, availability_answer, ok
from booking.http.parameters import DateParameter, MovedAppointmentId, ProviderId
from booking.http.resolver import CurrentCall, entrypoint, resolver
from booking.persistence.wiring import booking_store

app = resolver()


@app.get("/api/providers/<providerId>/availability")
def answer(
    provider_id: ProviderId,
    day: DateParameter,
    call: CurrentCall,
    store: Annotated[BookingStore, Depends(booking_store)],
    appointment_id: MovedAppointmentId = None,
) -> Response[AvailabilityAnswer]:
    return ok(availability_answer(get_availability(provider_id, day, store, call, appointment_id=appointment_id)))


lambda_handler = entrypoint(app)
