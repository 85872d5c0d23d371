"""GET /api/customers/{customerId}/export: read all that is stored about a customer."""

from booking.calls.call import Call
from booking.customers.answers import export_answer
from booking.customers.export_customer import export_customer
from booking.customers.ports import CustomerStore
from booking.customers.requests import ExportParameters
from booking.customers.routes import EXPORT_CUSTOMER
from booking.customers.store import customer_store
from booking.http.answers import Response, ok
from booking.http.endpoint import Request, endpoint


def answer(request: Request[ExportParameters, None], call: Call, store: CustomerStore) -> Response:
    given = request.parameters
    return ok(export_answer(export_customer(given.customer_id, given.position(), store, call)))


lambda_handler = endpoint(EXPORT_CUSTOMER, answer, customer_store())
