"""POST /api/providers/{providerId}/resolutions: transfer or cancel all that stands in some time."""

from booking.calls.call import Call
from booking.http.answers import Response, accepted
from booking.http.endpoint import Request, count_change, endpoint
from booking.resolutions.answers import resolution_answer
from booking.resolutions.ports import ResolutionStore
from booking.resolutions.request_resolution import request_resolution
from booking.resolutions.requests import RequestResolutionParameters, ResolutionRequest
from booking.resolutions.routes import REQUEST_RESOLUTION
from booking.resolutions.store import resolution_store


def answer(
    request: Request[RequestResolutionParameters, ResolutionRequest], call: Call, store: ResolutionStore
) -> Response:
    given = request.parameters
    command = request.body.command(given.provider_id, given.idempotency_key)
    progress, replayed = request_resolution(command, store, call)
    count_change(progress.resolution.change, call)
    location = f"resolutions/{progress.resolution.id}"
    return accepted(resolution_answer(progress), location, replayed=replayed)


lambda_handler = endpoint(REQUEST_RESOLUTION, answer, resolution_store())
