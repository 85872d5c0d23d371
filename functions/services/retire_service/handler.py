"""DELETE /api/providers/{providerId}/services/{serviceId}: retire a provider's service."""

from booking.calls.call import Call
from booking.http.answers import Response, changed
from booking.http.endpoint import Request, count_change, endpoint
from booking.http.headers import precondition
from booking.rules.hit_by import hit_by
from booking.services.answers import service_change_answer
from booking.services.commands import RetireService
from booking.services.requests import ChangeServiceParameters
from booking.services.retire_service import retire_service
from booking.services.routes import RETIRE_SERVICE
from booking.services.store import DynamoServices, service_store


def answer(request: Request[ChangeServiceParameters, None], call: Call, store: DynamoServices) -> Response:
    given = request.parameters
    command = RetireService(given.provider_id, given.service_id, precondition(given.if_match), given.dry_run)
    offering = retire_service(command, store, call)
    count_change(offering.change, call)
    provider = store.provider(given.provider_id)
    return changed(
        service_change_answer(offering, provider, hit_by(provider, store, call, offering)),
        offering.version,
        is_dry_run=given.dry_run,
    )


lambda_handler = endpoint(RETIRE_SERVICE, answer, service_store())
