"""DELETE /api/providers/{providerId}: take its time off sale."""

from booking.calls.call import Call
from booking.http.answers import Response, ok
from booking.http.endpoint import Request, count_change, endpoint
from booking.http.headers import precondition
from booking.providers.answers import provider_answer
from booking.providers.commands import ChangeState
from booking.providers.deactivate_provider import deactivate_provider
from booking.providers.ports import ProviderStore
from booking.providers.requests import ChangeParameters
from booking.providers.routes import DEACTIVATE_PROVIDER
from booking.providers.store import provider_store


def answer(request: Request[ChangeParameters, None], call: Call, store: ProviderStore) -> Response:
    given = request.parameters
    command = ChangeState(given.provider_id, precondition(given.if_match))
    provider = deactivate_provider(command, store, call)
    count_change(provider.change, call)
    return ok(provider_answer(provider, call.caller), provider.version)


lambda_handler = endpoint(DEACTIVATE_PROVIDER, answer, provider_store())
