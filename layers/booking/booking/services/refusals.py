"""The reasons to refuse a request about a service."""

from booking.calls.refusals import NotFound


class ServiceNotFound(NotFound):
    code = "service-not-found"
    title = "No such service"

    def __init__(self, provider_id: str, service_id: str) -> None:
        super().__init__(f"The provider {provider_id!r} has no service {service_id!r}.")
        self.provider_id = provider_id
        self.service_id = service_id
