"""POST /api/providers: create a provider."""

from booking.calls.call import Call
from booking.http.answers import Response, created
from booking.http.endpoint import Request, count_change, endpoint
from booking.http.requests import CreateParameters
from booking.providers.answers import provider_answer
from booking.providers.create_provider import create_provider
from booking.providers.ports import ProviderStore
from booking.providers.requests import ProviderRequest
from booking.providers.routes import CREATE_PROVIDER
from booking.providers.store import provider_store


def answer(request: Request[CreateParameters, ProviderRequest], call: Call, store: ProviderStore) -> Response:
    made = create_provider(request.body.command(request.parameters.idempotency_key), store, call)
    provider = made.entity
    count_change(provider.change, call)
    answered = provider_answer(provider, call.caller)
    return created(answered, provider.version, f"providers/{provider.id}", replayed=made.replayed)


lambda_handler = endpoint(CREATE_PROVIDER, answer, provider_store())
