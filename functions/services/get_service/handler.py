"""GET /api/providers/{providerId}/services/{serviceId}: read a provider's service."""

from booking.calls.call import Call
from booking.http.answers import Response, ok
from booking.http.endpoint import Request, endpoint
from booking.services.answers import service_answer
from booking.services.get_service import get_service
from booking.services.ports import ServiceStore
from booking.services.requests import ServiceParameters
from booking.services.routes import GET_SERVICE
from booking.services.store import service_store


def answer(request: Request[ServiceParameters, None], call: Call, store: ServiceStore) -> Response:
    offering = get_service(request.parameters.provider_id, request.parameters.service_id, store, call)
    return ok(service_answer(offering), offering.version)


lambda_handler = endpoint(GET_SERVICE, answer, service_store())
