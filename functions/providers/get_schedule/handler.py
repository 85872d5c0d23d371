"""GET /api/providers/{providerId}/schedule: read a provider's week."""

from booking.calls.call import Call
from booking.http.answers import Response, ok
from booking.http.endpoint import Request, endpoint
from booking.providers.answers import schedule_answer
from booking.providers.get_schedule import get_schedule
from booking.providers.parameters import ProviderParameters
from booking.providers.ports import ProviderStore
from booking.providers.routes import GET_SCHEDULE
from booking.providers.store import provider_store


def answer(request: Request[ProviderParameters, None], call: Call, store: ProviderStore) -> Response:
    provider = get_schedule(request.parameters.provider_id, store, call)
    answered = schedule_answer(provider, call.caller)
    return ok(answered, answered.version)


lambda_handler = endpoint(GET_SCHEDULE, answer, provider_store())
