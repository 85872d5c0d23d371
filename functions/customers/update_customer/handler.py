"""PATCH /api/customers/{customerId}: correct a customer's card."""

from booking.calls.call import Call
from booking.customers.answers import card_answer
from booking.customers.ports import CardStore
from booking.customers.requests import CardPatch, ChangeCustomerParameters
from booking.customers.routes import UPDATE_CUSTOMER
from booking.customers.store import customer_store
from booking.customers.update_customer import update_customer
from booking.http.answers import Response, ok
from booking.http.endpoint import Request, endpoint
from booking.http.headers import precondition
from booking.observability import count


def answer(request: Request[ChangeCustomerParameters, CardPatch], call: Call, store: CardStore) -> Response:
    given = request.parameters
    command = request.body.command(given.customer_id, precondition(given.if_match))
    card, is_changed = update_customer(command, store, call)
    if is_changed:
        count("CardCorrected")
    return ok(card_answer(card, call.now()), card.revision)


lambda_handler = endpoint(UPDATE_CUSTOMER, answer, customer_store())
