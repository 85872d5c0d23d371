"""GET /api/providers/{providerId}/resolutions/{resolutionId}: read a resolution and its progress."""

from booking.calls.call import Call
from booking.http.answers import Response, ok
from booking.http.endpoint import Request, endpoint
from booking.resolutions.answers import resolution_answer
from booking.resolutions.get_resolution import get_resolution
from booking.resolutions.ports import ResolutionStore
from booking.resolutions.requests import ResolutionParameters
from booking.resolutions.routes import GET_RESOLUTION
from booking.resolutions.store import resolution_store


def answer(request: Request[ResolutionParameters, None], call: Call, store: ResolutionStore) -> Response:
    given = request.parameters
    return ok(resolution_answer(get_resolution(given.provider_id, given.resolution_id, store, call)))


lambda_handler = endpoint(GET_RESOLUTION, answer, resolution_store())
