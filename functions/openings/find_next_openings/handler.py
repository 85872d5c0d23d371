"""GET /api/providers/{providerId}/availability/next: list the soonest openings."""

from booking.appointments.ports import AppointmentStore
from booking.appointments.store import appointment_store
from booking.calls.call import Call
from booking.http.answers import Response, ok_or_not_modified
from booking.http.endpoint import Request, endpoint
from booking.openings.answers import next_openings_answer
from booking.openings.find_next_openings import find_next_openings
from booking.openings.requests import NextOpeningsParameters
from booking.openings.routes import FIND_NEXT_OPENINGS


def answer(request: Request[NextOpeningsParameters, None], call: Call, store: AppointmentStore) -> Response:
    given = request.parameters
    found = find_next_openings(given.provider_id, given.service_id, given.limit, store, call)
    return ok_or_not_modified(next_openings_answer(found), given.if_none_match)


lambda_handler = endpoint(FIND_NEXT_OPENINGS, answer, appointment_store())
