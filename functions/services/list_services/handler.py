"""GET /api/providers/{providerId}/services: list a provider's services."""

from booking.calls.call import Call
from booking.http.answers import Response, ok
from booking.http.endpoint import Request, endpoint
from booking.providers.parameters import ProviderParameters
from booking.services.answers import services_answer
from booking.services.list_services import list_services
from booking.services.ports import ServiceStore
from booking.services.routes import LIST_SERVICES
from booking.services.store import service_store


def answer(request: Request[ProviderParameters, None], call: Call, store: ServiceStore) -> Response:
    return ok(services_answer(list_services(request.parameters.provider_id, store, call)))


lambda_handler = endpoint(LIST_SERVICES, answer, service_store())
