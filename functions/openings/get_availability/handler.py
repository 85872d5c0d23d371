"""GET /api/providers/{providerId}/availability: list the slots that are free on a date."""

from booking.appointments.ports import AppointmentStore
from booking.appointments.store import appointment_store
from booking.calls.call import Call
from booking.http.answers import Response, ok
from booking.http.endpoint import Request, endpoint
from booking.openings.answers import availability_answer
from booking.openings.get_availability import get_availability
from booking.openings.requests import AvailabilityParameters
from booking.openings.routes import GET_AVAILABILITY


def answer(request: Request[AvailabilityParameters, None], call: Call, store: AppointmentStore) -> Response:
    return ok(availability_answer(get_availability(request.parameters.query(), store, call)))


lambda_handler = endpoint(GET_AVAILABILITY, answer, appointment_store())
