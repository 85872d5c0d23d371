"""POST /api/providers: create a provider."""

from booking.application.call import Call
from booking.application.create_provider import create_provider
from booking.application.store import BookingStore
from booking.http.answers import Response, created, provider_answer
from booking.http.endpoint import Request, count_change, endpoint
from booking.http.requests import CreateParameters, ProviderRequest
from booking.http.route_table import CREATE_PROVIDER
from booking.persistence.wiring import booking_store


def answer(request: Request[CreateParameters, ProviderRequest], call: Call, store: BookingStore) -> Response:
    made = create_provider(request.body.command(request.parameters.idempotency_key), store, call)
    provider = made.entity
    count_change(provider.change, call)
    return created(provider_answer(provider), provider.version, f"providers/{provider.id}", replayed=made.replayed)


lambda_handler = endpoint(CREATE_PROVIDER, answer, booking_store)
