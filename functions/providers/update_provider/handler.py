"""PATCH /api/providers/{providerId}: change a provider's details."""

from booking.calls.call import Call
from booking.http.answers import Response, ok
from booking.http.endpoint import Request, count_change, endpoint
from booking.http.headers import precondition
from booking.providers.answers import provider_answer
from booking.providers.ports import RulesStore
from booking.providers.requests import ChangeParameters, ProviderPatch
from booking.providers.routes import UPDATE_PROVIDER
from booking.providers.update_provider import update_provider
from booking.services.store import service_store


def answer(request: Request[ChangeParameters, ProviderPatch], call: Call, store: RulesStore) -> Response:
    given = request.parameters
    provider = update_provider(request.body.command(given.provider_id, precondition(given.if_match)), store, call)
    count_change(provider.change, call)
    return ok(provider_answer(provider, call.caller), provider.version)


lambda_handler = endpoint(UPDATE_PROVIDER, answer, service_store())
