"""GET /api/providers: list providers by name."""

from booking.calls.call import Call
from booking.http.answers import Response, ok
from booking.http.endpoint import Request, endpoint
from booking.providers.answers import providers_answer
from booking.providers.list_providers import list_providers
from booking.providers.parameters import BY_NAME, ListProvidersParameters
from booking.providers.ports import ProviderStore
from booking.providers.routes import LIST_PROVIDERS
from booking.providers.store import provider_store


def answer(request: Request[ListProvidersParameters, None], call: Call, store: ProviderStore) -> Response:
    given = request.parameters
    page = list_providers(given.position(), given.limit, store, call)
    return ok(providers_answer(page, call.caller, BY_NAME))


lambda_handler = endpoint(LIST_PROVIDERS, answer, provider_store())
