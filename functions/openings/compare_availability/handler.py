"""GET /api/availability: list the openings of several providers on a date."""

from booking.appointments.ports import AppointmentStore
from booking.appointments.store import appointment_store
from booking.calls.call import Call
from booking.http.answers import Response, ok_or_not_modified
from booking.http.endpoint import Request, endpoint
from booking.openings.answers import comparison_answer
from booking.openings.compare_availability import compare_availability
from booking.openings.requests import CompareParameters
from booking.openings.routes import COMPARE_AVAILABILITY


def answer(request: Request[CompareParameters, None], call: Call, store: AppointmentStore) -> Response:
    given = request.parameters
    found = compare_availability(given.provider_ids, given.service_id, given.day, store, call)
    return ok_or_not_modified(comparison_answer(found, given.day, given.service_id), given.if_none_match)


lambda_handler = endpoint(COMPARE_AVAILABILITY, answer, appointment_store())
