"""GET /api/providers/{providerId}: read a provider."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Depends, Response

from booking.application.get_provider import get_provider
from booking.application.store import BookingStore
from booking.http.answers import ProviderAnswer, ok, provider_answer
from booking.http.parameters import ProviderId
from booking.http.resolver import entrypoint, resolver
from booking.persistence.wiring import booking_store

app = resolver()


@app.get("/api/providers/<providerId>")
def answer(provider_id: ProviderId, store: Annotated[BookingStore, Depends(booking_store)]) -> Response[ProviderAnswer]:
    provider = get_provider(provider_id, store)
    return ok(provider_answer(provider), provider.version)


lambda_handler = entrypoint(app)
