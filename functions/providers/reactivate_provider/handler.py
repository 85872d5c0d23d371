"""POST /api/providers/{providerId}/reactivate: put its time on sale again."""

from booking.calls.call import Call
from booking.http.answers import Response, ok
from booking.http.endpoint import Request, count_change, endpoint
from booking.http.headers import precondition
from booking.providers.answers import provider_answer
from booking.providers.commands import ChangeState
from booking.providers.ports import ProviderStore
from booking.providers.reactivate_provider import reactivate_provider
from booking.providers.requests import ChangeParameters
from booking.providers.routes import REACTIVATE_PROVIDER
from booking.providers.store import provider_store


def answer(request: Request[ChangeParameters, None], call: Call, store: ProviderStore) -> Response:
    given = request.parameters
    command = ChangeState(given.provider_id, precondition(given.if_match))
    provider = reactivate_provider(command, store, call)
    count_change(provider.change, call)
    return ok(provider_answer(provider, call.caller), provider.version)


lambda_handler = endpoint(REACTIVATE_PROVIDER, answer, provider_store())
