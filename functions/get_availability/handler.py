"""GET /api/providers/{providerId}/availability: the slots that are free on a date."""

from booking.application.call import Call
from booking.application.get_availability import get_availability
from booking.application.store import BookingStore
from booking.http.answers import Response, availability_answer, ok
from booking.http.endpoint import Request, endpoint
from booking.http.requests import AvailabilityParameters
from booking.http.route_table import GET_AVAILABILITY
from booking.persistence.wiring import booking_store


def answer(request: Request[AvailabilityParameters, None], call: Call, store: BookingStore) -> Response:
    given = request.parameters
    found = get_availability(given.provider_id, given.day, store, call, appointment_id=given.appointment_id)
    return ok(availability_answer(found))


lambda_handler = endpoint(GET_AVAILABILITY, answer, booking_store)
