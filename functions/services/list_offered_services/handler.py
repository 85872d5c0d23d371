"""GET /api/services: list who offers which service."""

from booking.calls.call import Call
from booking.http.answers import Response, ok
from booking.http.endpoint import Request, endpoint
from booking.services.answers import offered_services_answer
from booking.services.items import place_of
from booking.services.list_offered_services import list_offered_services
from booking.services.ports import ServiceStore
from booking.services.requests import CatalogParameters
from booking.services.routes import LIST_OFFERED_SERVICES
from booking.services.store import service_store


def answer(request: Request[CatalogParameters, None], call: Call, store: ServiceStore) -> Response:
    given = request.parameters
    after = place_of(given.cursor) if given.cursor else None
    return ok(offered_services_answer(list_offered_services(given.service_id, after, given.limit, store, call)))


lambda_handler = endpoint(LIST_OFFERED_SERVICES, answer, service_store())
