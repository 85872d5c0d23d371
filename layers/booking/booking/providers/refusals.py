"""The reasons to refuse a request about a provider."""

from booking.calls.refusals import NotFound


class ProviderNotFound(NotFound):
    code = "provider-not-found"
    title = "No such provider"

    def __init__(self, provider_id: str) -> None:
        super().__init__(f"There is no provider {provider_id!r}.")
        self.provider_id = provider_id
