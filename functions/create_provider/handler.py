"""POST /api/providers: create a provider."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Depends, Response

from booking.application.create_provider import create_provider
from booking.application.store import BookingStore
from booking.http.answers import ProviderAnswer, created, provider_answer
from booking.http.headers import IdempotencyKey
from booking.http.requests import ProviderRequest
from booking.http.resolver import CurrentCall, count_change, entrypoint, resolver
from booking.persistence.wiring import booking_store

app = resolver()


@app.post("/api/providers")
def answer(
    body: ProviderRequest,
    call: CurrentCall,
    store: Annotated[BookingStore, Depends(booking_store)],
    idempotency_key: IdempotencyKey = None,
) -> Response[ProviderAnswer]:
    made = create_provider(body.command(idempotency_key), store, call)
    provider = made.entity
    count_change(provider, call)
    return created(provider_answer(provider), provider.version, f"providers/{provider.id}", replayed=made.replayed)


lambda_handler = entrypoint(app)
