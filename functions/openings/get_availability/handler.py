"""GET /api/providers/{providerId}/availability: list the openings on one date or on several."""

from booking.appointments.ports import AppointmentStore
from booking.appointments.store import appointment_store
from booking.calls.call import Call
from booking.http.answers import Response, ok_or_not_modified
from booking.http.endpoint import Request, endpoint
from booking.openings.answers import availability_answer
from booking.openings.get_availability import get_availability
from booking.openings.requests import AvailabilityParameters
from booking.openings.routes import GET_AVAILABILITY


def answer(request: Request[AvailabilityParameters, None], call: Call, store: AppointmentStore) -> Response:
    given = request.parameters
    found = get_availability(given.query(), store, call)
    return ok_or_not_modified(availability_answer(found, given.dates[0], given.last), given.if_none_match)


lambda_handler = endpoint(GET_AVAILABILITY, answer, appointment_store())
