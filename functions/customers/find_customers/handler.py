"""GET /api/customers: find customers by name, email or phone."""

from booking.calls.call import Call
from booking.customers.answers import cards_answer
from booking.customers.find_customers import find_customers
from booking.customers.ports import CardStore
from booking.customers.requests import FindParameters
from booking.customers.routes import FIND_CUSTOMERS
from booking.customers.store import customer_store
from booking.http.answers import Response, ok
from booking.http.endpoint import Request, endpoint


def answer(request: Request[FindParameters, None], call: Call, store: CardStore) -> Response:
    given = request.parameters
    page = find_customers(given.wanted(), given.position(), given.limit, store, call)
    return ok(cards_answer(page, call.now(), given.cursors()))


lambda_handler = endpoint(FIND_CUSTOMERS, answer, customer_store())
