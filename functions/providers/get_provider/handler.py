"""GET /api/providers/{providerId}: read a provider."""

from booking.calls.call import Call
from booking.http.answers import Response, ok
from booking.http.endpoint import Request, endpoint
from booking.providers.answers import provider_answer
from booking.providers.get_provider import get_provider
from booking.providers.parameters import ProviderParameters
from booking.providers.ports import ProviderStore
from booking.providers.routes import GET_PROVIDER
from booking.providers.store import provider_store


def answer(request: Request[ProviderParameters, None], call: Call, store: ProviderStore) -> Response:
    provider = get_provider(request.parameters.provider_id, store, call)
    answered = provider_answer(provider, call.caller)
    return ok(answered, answered.version)


lambda_handler = endpoint(GET_PROVIDER, answer, provider_store())
