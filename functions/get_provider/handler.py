"""GET /api/providers/{providerId}: read a provider."""

from booking.application.call import Call
from booking.application.get_provider import get_provider
from booking.application.store import BookingStore
from booking.http.answers import Response, ok, provider_answer
from booking.http.endpoint import Request, endpoint
from booking.http.requests import ProviderParameters
from booking.http.route_table import GET_PROVIDER
from booking.persistence.wiring import booking_store


def answer(request: Request[ProviderParameters, None], _: Call, store: BookingStore) -> Response:
    provider = get_provider(request.parameters.provider_id, store)
    return ok(provider_answer(provider), provider.version)


lambda_handler = endpoint(GET_PROVIDER, answer, booking_store)
