"""GET /api/services: list who offers which service."""

from booking.calls.call import Call
from booking.http.answers import Response, ok
from booking.http.endpoint import Request, endpoint
from booking.services.answers import offered_services_answer
from booking.services.list_offered_services import list_offered_services
from booking.services.ports import ServiceStore
from booking.services.requests import CatalogParameters
from booking.services.routes import LIST_OFFERED_SERVICES
from booking.services.store import service_store


def answer(request: Request[CatalogParameters, None], call: Call, store: ServiceStore) -> Response:
    given = request.parameters
    page = list_offered_services(given.service_id, given.place(), given.limit, store, call)
    return ok(offered_services_answer(page, given.service_id))


lambda_handler = endpoint(LIST_OFFERED_SERVICES, answer, service_store())
