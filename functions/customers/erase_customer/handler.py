"""POST /api/customers/{customerId}/erase: erase a customer's personal data."""

from booking.calls.call import Call
from booking.customers.answers import progress_answer
from booking.customers.erase_customer import erase_customer
from booking.customers.ports import CustomerStore
from booking.customers.requests import CustomerParameters
from booking.customers.routes import ERASE_CUSTOMER
from booking.customers.store import customer_store
from booking.http.answers import Response, ok
from booking.http.endpoint import Request, count_change, endpoint
from booking.observability import count


def answer(request: Request[CustomerParameters, None], call: Call, store: CustomerStore) -> Response:
    progress = erase_customer(request.parameters.customer_id, store, call)
    count("AppointmentsErased", progress.erased)
    if progress.erasure.is_complete:
        count_change(progress.erasure.change, call)
    return ok(progress_answer(progress))


lambda_handler = endpoint(ERASE_CUSTOMER, answer, customer_store())
