"""DELETE /api/providers/{providerId}: take its time off sale."""

from booking.calls.call import Call
from booking.http.answers import Response, changed
from booking.http.endpoint import Request, count_change, endpoint
from booking.http.headers import precondition
from booking.providers.answers import deactivated_answer
from booking.providers.commands import ChangeState
from booking.providers.deactivate_provider import deactivate_provider
from booking.providers.requests import TriedParameters
from booking.providers.routes import DEACTIVATE_PROVIDER
from booking.rules.hit_by import hit_by
from booking.rules.store import DynamoRules, rule_store


def answer(request: Request[TriedParameters, None], call: Call, store: DynamoRules) -> Response:
    given = request.parameters
    command = ChangeState(given.provider_id, precondition(given.if_match), given.dry_run)
    provider = deactivate_provider(command, store, call)
    count_change(provider.change, call)
    return changed(
        deactivated_answer(provider, call.caller, hit_by(provider, store, call)),
        provider.version,
        is_dry_run=given.dry_run,
    )


lambda_handler = endpoint(DEACTIVATE_PROVIDER, answer, rule_store())
