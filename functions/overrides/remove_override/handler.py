"""DELETE /api/providers/{providerId}/overrides/{date}: the week holds again on this date."""

from booking.calls.call import Call
from booking.http.answers import Response, changed
from booking.http.endpoint import Request, count_change, endpoint
from booking.http.headers import precondition
from booking.overrides.answers import changed_overrides_answer
from booking.overrides.commands import RemoveOverride
from booking.overrides.hit_by import hit_by_overrides
from booking.overrides.ports import OverrideStore
from booking.overrides.remove_override import remove_override
from booking.overrides.requests import OverrideParameters
from booking.overrides.routes import REMOVE_OVERRIDE
from booking.overrides.store import override_store


def answer(request: Request[OverrideParameters, None], call: Call, store: OverrideStore) -> Response:
    given = request.parameters
    command = RemoveOverride(given.provider_id, given.day, precondition(given.if_match), given.dry_run)
    overridden = remove_override(command, store, call)
    count_change(overridden.provider.change, call)
    hit = hit_by_overrides(overridden, store, call)
    return changed(changed_overrides_answer(overridden, hit), overridden.provider.version, is_dry_run=given.dry_run)


lambda_handler = endpoint(REMOVE_OVERRIDE, answer, override_store())
