"""GET /api/customers/{customerId}: read a customer's card."""

from booking.calls.call import Call
from booking.customers.answers import card_answer
from booking.customers.get_customer import get_customer
from booking.customers.ports import CardStore
from booking.customers.requests import CustomerParameters
from booking.customers.routes import GET_CUSTOMER
from booking.customers.store import customer_store
from booking.http.answers import Response, ok
from booking.http.endpoint import Request, endpoint


def answer(request: Request[CustomerParameters, None], call: Call, store: CardStore) -> Response:
    card = get_customer(request.parameters.customer_id, store, call)
    return ok(card_answer(card, call.now()), card.revision)


lambda_handler = endpoint(GET_CUSTOMER, answer, customer_store())
