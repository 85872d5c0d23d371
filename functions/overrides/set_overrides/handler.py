"""POST /api/providers/{providerId}/overrides: set the windows of several dates."""

from booking.calls.call import Call
from booking.http.answers import Response, changed
from booking.http.endpoint import Request, count_change, endpoint
from booking.http.headers import precondition
from booking.overrides.answers import changed_overrides_answer
from booking.overrides.hit_by import hit_by_overrides
from booking.overrides.ports import OverrideStore
from booking.overrides.requests import OverridesRequest
from booking.overrides.routes import SET_OVERRIDES
from booking.overrides.set_overrides import set_overrides
from booking.overrides.store import override_store
from booking.providers.requests import TriedParameters


def answer(request: Request[TriedParameters, OverridesRequest], call: Call, store: OverrideStore) -> Response:
    given = request.parameters
    on_version = precondition(given.if_match)
    command = request.body.command(given.provider_id, on_version, is_dry_run=given.dry_run)
    overridden = set_overrides(command, store, call)
    count_change(overridden.provider.change, call)
    hit = hit_by_overrides(overridden, store, call)
    return changed(changed_overrides_answer(overridden, hit), overridden.provider.version, is_dry_run=given.dry_run)


lambda_handler = endpoint(SET_OVERRIDES, answer, override_store())
