"""PUT /api/providers/{providerId}/overrides/{date}: set the windows of a date."""

from booking.calls.call import Call
from booking.http.answers import Response, changed
from booking.http.endpoint import Request, count_change, endpoint
from booking.http.headers import precondition
from booking.overrides.answers import changed_overrides_answer
from booking.overrides.hit_by import hit_by_overrides
from booking.overrides.ports import OverrideStore
from booking.overrides.requests import OverrideParameters, OverrideRequest
from booking.overrides.routes import SET_OVERRIDE
from booking.overrides.set_override import set_override
from booking.overrides.store import override_store


def answer(request: Request[OverrideParameters, OverrideRequest], call: Call, store: OverrideStore) -> Response:
    given = request.parameters
    on_version = precondition(given.if_match)
    command = request.body.command(given.provider_id, given.day, on_version, is_dry_run=given.dry_run)
    overridden = set_override(command, store, call)
    count_change(overridden.provider.change, call)
    hit = hit_by_overrides(overridden, store, call)
    return changed(changed_overrides_answer(overridden, hit), overridden.provider.version, is_dry_run=given.dry_run)


lambda_handler = endpoint(SET_OVERRIDE, answer, override_store())
