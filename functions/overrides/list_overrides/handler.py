"""GET /api/providers/{providerId}/overrides: list a provider's overrides."""

from booking.calls.call import Call
from booking.http.answers import Response, ok
from booking.http.endpoint import Request, endpoint
from booking.overrides.answers import overrides_answer
from booking.overrides.list_overrides import list_overrides
from booking.overrides.ports import OverrideStore
from booking.overrides.requests import ListParameters
from booking.overrides.routes import LIST_OVERRIDES
from booking.overrides.store import override_store


def answer(request: Request[ListParameters, None], call: Call, store: OverrideStore) -> Response:
    given = request.parameters
    return ok(overrides_answer(list_overrides(given.provider_id, given.first, given.last, store, call)))


lambda_handler = endpoint(LIST_OVERRIDES, answer, override_store())
