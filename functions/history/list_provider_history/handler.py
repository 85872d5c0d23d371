"""GET /api/providers/{providerId}/history: list what happened to a provider."""

from booking.calls.call import Call
from booking.history.answers import provider_history_answer
from booking.history.list_provider_history import list_provider_history
from booking.history.ports import HistoryStore
from booking.history.requests import ProviderHistoryParameters
from booking.history.routes import LIST_PROVIDER_HISTORY
from booking.history.store import history_store
from booking.http.answers import Response, ok
from booking.http.endpoint import Request, endpoint


def answer(request: Request[ProviderHistoryParameters, None], call: Call, store: HistoryStore) -> Response:
    page = list_provider_history(request.parameters.query(), store, call)
    return ok(provider_history_answer(page, request.parameters.cursors()))


lambda_handler = endpoint(LIST_PROVIDER_HISTORY, answer, history_store())
