"""POST /api/providers/{providerId}/overrides: set the windows of several dates."""

from booking.calls.call import Call
from booking.http.answers import Response, ok
from booking.http.endpoint import Request, count_change, endpoint
from booking.http.headers import precondition
from booking.overrides.answers import changed_overrides_answer
from booking.overrides.ports import OverrideStore
from booking.overrides.requests import OverridesRequest
from booking.overrides.routes import SET_OVERRIDES
from booking.overrides.set_overrides import set_overrides
from booking.overrides.store import override_store
from booking.providers.requests import ChangeParameters


def answer(request: Request[ChangeParameters, OverridesRequest], call: Call, store: OverrideStore) -> Response:
    given = request.parameters
    changed = set_overrides(request.body.command(given.provider_id, precondition(given.if_match)), store, call)
    count_change(changed.provider.change, call)
    return ok(changed_overrides_answer(changed), changed.provider.version)


lambda_handler = endpoint(SET_OVERRIDES, answer, override_store())
