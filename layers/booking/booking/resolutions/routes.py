"""The routes of resolutions, in the template's order."""

from booking.access.policy import Action
from booking.calls.refusals import Busy, Forbidden, IdempotencyKeyReused, Unauthorized
from booking.http.route import Route, Throttle
from booking.providers.parameters import PROVIDERS
from booking.providers.refusals import ProviderNotFound
from booking.resolutions.answers import ResolutionAnswer
from booking.resolutions.refusals import ResolutionNotFound
from booking.resolutions.requests import RequestResolutionParameters, ResolutionParameters, ResolutionRequest

REQUEST_RESOLUTION = Route(
    function="request_resolution",
    method="POST",
    path="/api/providers/{providerId}/resolutions",
    tag=PROVIDERS,
    summary="Transfer or cancel all that stands in some time of a provider",
    description="For a provider that cannot come. The work is done after the answer: read the resolution to follow it. "
    "`transfer` moves each appointment to the first of `providerIds` that offers its start, with its service, its "
    "length and its buffers; what nobody offers stays. `cancel` cancels each, with `message` as the reason. What has "
    "started stays. What is booked later is not included: add time off first.",
    parameters=RequestResolutionParameters,
    body=ResolutionRequest,
    answers=ResolutionAnswer,
    answer="The new resolution, or the one that an earlier request with the same Idempotency-Key made, as it is now.",
    creates=True,
    is_done_later=True,
    has_version=False,
    problems=(Busy, Unauthorized, Forbidden, ProviderNotFound, IdempotencyKeyReused),
    access=Action.REQUEST_RESOLUTION,
    throttle=Throttle.WRITE,
)

GET_RESOLUTION = Route(
    function="get_resolution",
    method="GET",
    path="/api/providers/{providerId}/resolutions/{resolutionId}",
    tag=PROVIDERS,
    summary="Read a resolution and its progress",
    description="The work is over when `state` is `done`. Each appointment is listed as soon as it was changed, or was "
    "found to be left to a person (`open`) or to stand there no longer (`gone`).",
    parameters=ResolutionParameters,
    answers=ResolutionAnswer,
    answer="The resolution as it is now.",
    has_version=False,
    problems=(Busy, Unauthorized, Forbidden, ProviderNotFound, ResolutionNotFound),
    access=Action.READ_RESOLUTION,
)

ROUTES = (REQUEST_RESOLUTION, GET_RESOLUTION)
