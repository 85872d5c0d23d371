"""PUT /api/providers/{providerId}/services/{serviceId}: set a provider's service."""

from booking.calls.call import Call
from booking.http.answers import Response, put
from booking.http.endpoint import Request, count_change, endpoint
from booking.http.headers import precondition
from booking.rules.hit_by import hit_by
from booking.services.answers import service_change_answer
from booking.services.requests import ChangeServiceParameters, ServiceRequest
from booking.services.routes import SET_SERVICE
from booking.services.set_service import set_service
from booking.services.store import DynamoServices, service_store


def answer(request: Request[ChangeServiceParameters, ServiceRequest], call: Call, store: DynamoServices) -> Response:
    given = request.parameters
    on_version = precondition(given.if_match)
    command = request.body.command(given.provider_id, given.service_id, on_version, is_dry_run=given.dry_run)
    offering, is_new = set_service(command, store, call)
    if not given.dry_run:
        count_change(offering.change, call)
    provider = store.provider(given.provider_id)
    hit = hit_by(provider, store, call, offering)
    return put(
        service_change_answer(offering, provider, hit), offering.version, is_new=is_new, is_dry_run=given.dry_run
    )


lambda_handler = endpoint(SET_SERVICE, answer, service_store())
