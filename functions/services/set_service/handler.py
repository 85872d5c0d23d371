"""PUT /api/providers/{providerId}/services/{serviceId}: set a provider's service."""

from booking.calls.call import Call
from booking.http.answers import Response, put
from booking.http.endpoint import Request, count_change, endpoint
from booking.http.headers import precondition
from booking.services.answers import service_answer
from booking.services.ports import ServiceStore
from booking.services.requests import ChangeServiceParameters, ServiceRequest
from booking.services.routes import SET_SERVICE
from booking.services.set_service import set_service
from booking.services.store import service_store


def answer(request: Request[ChangeServiceParameters, ServiceRequest], call: Call, store: ServiceStore) -> Response:
    given = request.parameters
    command = request.body.command(given.provider_id, given.service_id, precondition(given.if_match))
    offering, is_new = set_service(command, store, call)
    count_change(offering.change, call)
    return put(service_answer(offering), offering.version, is_new=is_new)


lambda_handler = endpoint(SET_SERVICE, answer, service_store())
